import { HOUR, type Instant } from '../../domain/shared/instant.js';
import type { RefreshTokens } from './ports.js';
import { REFRESH_TOKEN_LIFETIME } from './sessions.js';

const BATCH = 1_000;

/** How far ahead the clock of a process that made a token may have been. */
const TOLERANCE = HOUR;

/**
 * Purges expired refresh tokens by the store's clock: a process with a wrong clock must not log all accounts out.
 * Shortens tokens that last longer than allowed, because a clock has been set back since. Safe in every process at
 * once.
 */
export class PurgeExpiredTokens {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly now: () => Promise<Instant>,
  ) {}

  /** Purges one batch. Returns how many tokens, and whether more may wait. */
  async execute(): Promise<{ readonly purged: number; readonly more: boolean }> {
    const now = await this.now();
    const purged = await this.tokens.purgeExpired(now, BATCH);
    const shortened = await this.tokens.shorten(now + REFRESH_TOKEN_LIFETIME + TOLERANCE, BATCH);
    return { purged, more: purged === BATCH || shortened === BATCH };
  }
}
