import { HOUR, type Instant } from '../../domain/shared/instant.js';
import type { RefreshTokens } from './ports.js';
import { REFRESH_TOKEN_LIFETIME } from './sessions.js';

const BATCH = 1_000;

/** The clock of a process that made a token may have been so far ahead. */
const TOLERANCE = HOUR;

/**
 * Forgets refresh tokens whose time is over, by the store's clock: one process whose own clock is wrong must not log
 * everybody out. A token that lasts longer than any may be, because a clock has been set back since, lasts as long as any.
 * Safe in every process at once.
 */
export class PurgeExpiredTokens {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly now: () => Promise<Instant>,
  ) {}

  /** Forgets one batch; answers how many, and whether more may wait. */
  async execute(): Promise<{ readonly forgotten: number; readonly more: boolean }> {
    const now = await this.now();
    const forgotten = await this.tokens.purgeExpired(now, BATCH);
    const shortened = await this.tokens.shorten(now + REFRESH_TOKEN_LIFETIME + TOLERANCE, BATCH);
    return { forgotten, more: forgotten === BATCH || shortened === BATCH };
  }
}
