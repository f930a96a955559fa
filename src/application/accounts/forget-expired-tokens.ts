import type { Clock } from '../clock.js';
import type { RefreshTokens } from './ports.js';

const BATCH = 1_000;

/** Forgets refresh tokens whose time is over. Safe in every process at once. */
export class ForgetExpiredTokens {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly clock: Clock,
  ) {}

  /** Forgets one batch; answers how many, and whether more may wait. */
  async execute(): Promise<{ readonly forgotten: number; readonly more: boolean }> {
    const forgotten = await this.tokens.forgetExpired(this.clock.now(), BATCH);
    return { forgotten, more: forgotten === BATCH };
  }
}
