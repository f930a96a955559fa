import { AsyncResource } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import type { Passwords } from '../../application/accounts/ports.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { requestContext } from '../request-context.js';

/** The cost of one hash: memory in KiB, passes over it, threads. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** OWASP's password storage cheat sheet: argon2id with 19 MiB, two passes and one thread. */
const OWASP_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashing is the most expensive work that a request can cause, so few hashes run at once and leave cores for other
 * requests. A waiting request costs little, and an abandoned one is never hashed.
 */
const CONCURRENT_MAX = availableParallelism() > 2 ? 2 : 1;
const WAITING_MAX = 2_048;

/**
 * Hashes passwords with argon2id (RFC 9106), the library's default, in their composed form (Unicode NFC), because
 * keyboards write one accent in two ways. Earlier versions hashed the text unchanged, so `matches` tries that too.
 */
export class Argon2Passwords implements Passwords {
  private readonly gate: BulkheadPolicy = bulkhead(CONCURRENT_MAX, WAITING_MAX);
  private decoy: Promise<string> | null = null;

  constructor(private readonly cost: HashCost = OWASP_COST) {}

  async hash(password: string): Promise<string> {
    return await this.admit(() => hash(password.normalize('NFC'), this.cost));
  }

  async matches(password: string, stored: string | null): Promise<boolean> {
    const against = stored ?? (await this.decoyHash());
    // At most two hashes, and as many for an account that does not exist.
    const forms = new Set([password.normalize('NFC'), password]);
    const matches = await this.admit(async () => {
      for (const form of forms) if (await verify(against, form)) return true;
      return false;
    });
    return matches && stored !== null;
  }

  /** The running and the waiting hashes. */
  get load() {
    const used = CONCURRENT_MAX - this.gate.executionSlots;
    return { limit: CONCURRENT_MAX, used, waiting: WAITING_MAX - this.gate.queueSlots };
  }

  /** The hash to verify against when there is no account. */
  private async decoyHash(): Promise<string> {
    this.decoy ??= hash('nobody has this password', this.cost);
    return await this.decoy;
  }

  private async admit<T>(work: () => Promise<T>): Promise<T> {
    // The gate starts a waiting call in the context of the request whose call ended: restore the own context of the
    // caller.
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
