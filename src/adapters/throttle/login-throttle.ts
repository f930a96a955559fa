import { LRUCache } from 'lru-cache';
import type { LoginThrottle } from '../../application/accounts/ports.js';
import type { Clock } from '../../application/shared/clock.js';
import type { Pause } from '../../application/shared/pause.js';
import { MINUTE, SECOND, type Instant } from '../../domain/shared/instant.js';
import { Refusal } from '../../domain/shared/refusal.js';

/** For how long a failure counts, from the last one on, and of how many accounts and addresses they are counted. */
const MEMORY = 15 * MINUTE;
const REMEMBERED = 50_000;

/** Attempts that cost nothing: by one address on one account, on one account from anywhere, by one address. */
const FREE = { pair: 5, account: 20, address: 100 };

/** The wait doubles with each attempt beyond, from the first to the longest. */
const FIRST_WAIT = SECOND / 20;
const WAIT_MAX = SECOND;

/** Attempts of one address on one account take turns this far apart, once they cost anything. */
const TURN = SECOND / 4;

/** Whoever would wait longer than this is asked to come back. */
const QUEUE_MAX = 10 * SECOND;

/**
 * Makes guessing slow. Each attempt beyond the free ones waits longer, a second at most, so that whoever owns the
 * account can always get in; those of one address on one account take turns, so that a burst gains nothing. An attempt
 * counts until it succeeds. Counts in this process alone.
 */
export class WaitingLoginThrottle implements LoginThrottle {
  private readonly attempts = new LRUCache<string, number>({ max: REMEMBERED, ttl: MEMORY });
  private readonly turns = new LRUCache<string, Instant>({ max: REMEMBERED, ttl: MEMORY });

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

  /** A turn that lies further ahead than any was ever given was given before the clock was set back: it is now. */
  private turnOf(pair: string, now: Instant): Instant {
    const given = this.turns.get(pair) ?? now;
    return given > now + QUEUE_MAX + TURN ? now : Math.max(now, given);
  }

  private count(names: Readonly<Record<string, string>>, change: number): void {
    for (const name of Object.values(names)) {
      this.attempts.set(name, Math.max(0, (this.attempts.get(name) ?? 0) + change));
    }
  }

  /** In milliseconds. */
  private waitFor(names: Readonly<Record<keyof typeof FREE, string>>): number {
    const beyond = (['pair', 'account', 'address'] as const).map((kind) => {
      return (this.attempts.get(names[kind]) ?? 0) - FREE[kind];
    });
    const most = Math.max(...beyond);
    return most < 0 ? 0 : Math.min(WAIT_MAX, FIRST_WAIT * 2 ** Math.min(most, 30));
  }
}

function namesOf(email: string, address: string): Record<keyof typeof FREE, string> {
  return { pair: `pair ${email} ${address}`, account: `account ${email}`, address: `address ${address}` };
}
