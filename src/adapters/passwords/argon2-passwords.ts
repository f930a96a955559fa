import { AsyncResource } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import type { Passwords } from '../../application/accounts/ports.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { requestContext } from '../request-context.js';

/** What one hash costs: memory in KiB, passes over it, threads. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes and one thread. */
const OWASP_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashing is the most expensive thing anybody can ask for: as few do it at once as leave cores for everybody else. What
 * waits costs little, and whoever goes away meanwhile costs nothing.
 */
const AT_ONCE = availableParallelism() > 2 ? 2 : 1;
const WAITING = 2_048;

/**
 * Passwords kept as argon2id (RFC 9106), which is the library's default kind, of their composed form (Unicode NFC):
 * keyboards write one accent in two ways. Earlier versions hashed the text as it came, so that is tried as well.
 */
export class Argon2Passwords implements Passwords {
  private readonly gate: BulkheadPolicy = bulkhead(AT_ONCE, WAITING);
  private decoy: Promise<string> | null = null;

  constructor(private readonly cost: HashCost = OWASP_COST) {}

  async hash(password: string): Promise<string> {
    return await this.admit(() => hash(password.normalize('NFC'), this.cost));
  }

  async matches(password: string, stored: string | null): Promise<boolean> {
    const against = stored ?? (await this.decoyHash());
    // Two at most, and as many for an account that does not exist.
    const forms = new Set([password.normalize('NFC'), password]);
    const matches = await this.admit(async () => {
      for (const form of forms) if (await verify(against, form)) return true;
      return false;
    });
    return matches && stored !== null;
  }

  /** How many hash, and how many wait for their turn. */
  get load() {
    const used = AT_ONCE - this.gate.executionSlots;
    return { limit: AT_ONCE, used, waiting: WAITING - this.gate.queueSlots };
  }

  /** Something to compare with when there is no account. */
  private async decoyHash(): Promise<string> {
    this.decoy ??= hash('nobody has this password', this.cost);
    return await this.decoy;
  }

  private async admit<T>(work: () => Promise<T>): Promise<T> {
    // Whoever waited is let in by the request before, and must not be taken for that one, which may be over.
    const turn = AsyncResource.bind(async () => {
      if (requestContext.getStore()?.isAbandoned() === true) throw new BulkheadRejectedError(0, 0);
      return await work();
    });
    try {
      return await this.gate.execute(turn);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      const detail = 'Too many login attempts at once. Retry in a moment.';
      throw new Refusal('overloaded', detail, { retryAfterSeconds: 2 });
    }
  }
}
