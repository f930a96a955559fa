import { LRUCache } from 'lru-cache';
import type { LoginThrottle } from '../../application/accounts/ports.js';
import type { Clock } from '../../application/shared/clock.js';
import type { Pause } from '../../application/shared/pause.js';
import { MINUTE, SECOND, type Instant } from '../../domain/shared/instant.js';
import { Refusal } from '../../domain/shared/refusal.js';

/** How long failures count after the last one, in milliseconds, and the limit of accounts and addresses counted. */
const COUNTED_FOR = 15 * MINUTE;
const COUNTERS_MAX = 50_000;

/** Attempts without a wait: by one address on one account, on one account from anywhere, by one address. */
const FREE = { pair: 5, account: 20, address: 100 };

/** The wait doubles with each attempt beyond the free ones, within these bounds in milliseconds. */
const WAIT_MIN = SECOND / 20;
const WAIT_MAX = SECOND;

/** The distance between attempts of one address on one account, once they have to wait. */
const TURN = SECOND / 4;

/** An attempt whose turn is further ahead is rejected. */
const QUEUE_MAX = 10 * SECOND;

/**
 * Slows down password guessing. Each attempt beyond the free ones waits longer, at most a second, so that the owner of
 * the account can always log in. Attempts of one address on one account are spaced, so that a burst gains nothing. An
 * attempt counts until it succeeds. Each process counts for itself.
 */
export class WaitingLoginThrottle implements LoginThrottle {
  private readonly attempts = new LRUCache<string, number>({ max: COUNTERS_MAX, ttl: COUNTED_FOR });
  private readonly turns = new LRUCache<string, Instant>({ max: COUNTERS_MAX, ttl: COUNTED_FOR });

  constructor(
    private readonly clock: Clock,
    private readonly pause: Pause,
  ) {}

  async admit(email: string, address: string): Promise<void> {
    const names = namesOf(email, address);
    const wait = this.waitFor(names);
    this.count(names, 1);
    if (wait === 0) return;
    const now = this.clock.now();
    const turn = this.turnOf(names.pair, now);
    if (turn - now > QUEUE_MAX) {
      this.count(names, -1);
      const detail = 'Too many login attempts are waiting. Retry in a moment.';
      throw new Refusal('rate-limited', detail, { retryAfterSeconds: 2 });
    }
    this.turns.set(names.pair, turn + TURN);
    await this.pause(turn - now + wait);
  }

  succeeded(email: string, address: string): void {
    const names = namesOf(email, address);
    this.count(names, -1);
    this.attempts.delete(names.pair);
  }

  /** The next turn; now if the stored turn is impossibly far ahead, because the clock was set back. */
  private turnOf(pair: string, now: Instant): Instant {
    const given = this.turns.get(pair) ?? now;
    return given > now + QUEUE_MAX + TURN ? now : Math.max(now, given);
  }

  private count(names: Readonly<Record<string, string>>, change: number): void {
    for (const name of Object.values(names)) {
      this.attempts.set(name, Math.max(0, (this.attempts.get(name) ?? 0) + change));
    }
  }

  /** The wait in milliseconds. */
  private waitFor(names: Readonly<Record<keyof typeof FREE, string>>): number {
    const beyond = (['pair', 'account', 'address'] as const).map((kind) => {
      return (this.attempts.get(names[kind]) ?? 0) - FREE[kind];
    });
    const most = Math.max(...beyond);
    return most < 0 ? 0 : Math.min(WAIT_MAX, WAIT_MIN * 2 ** Math.min(most, 30));
  }
}

function namesOf(email: string, address: string): Record<keyof typeof FREE, string> {
  return { pair: `pair ${email} ${address}`, account: `account ${email}`, address: `address ${address}` };
}
