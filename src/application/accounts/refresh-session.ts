import { Refusal } from '../../domain/shared/refusal.js';
import type { Clock } from '../shared/clock.js';
import type { Accounts, RefreshTokens, Secrets } from './ports.js';
import type { Sessions, SessionView } from './sessions.js';

/**
 * Exchanges a refresh token for new tokens. Each can be used once. Repeated within REFRESH_GRACE_MS, it returns the
 * same successor. A later repetition shows that it was copied, so that every token of its login ends.
 */
export class RefreshSession {
  constructor(
    private readonly accounts: Accounts,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async execute({ refreshToken }: { readonly refreshToken: string }): Promise<SessionView> {
    const now = this.clock.now();
    const successor = this.sessions.successorOf(refreshToken, now);
    const hash = this.secrets.hash(refreshToken);
    const rotation = await this.refreshTokens.rotate(hash, successor.stored, now);
    if (rotation.kind === 'reused' || rotation.kind === 'unknown')
      throw new Refusal(
        'unauthenticated',
        'The refresh token has expired or was already used. Log in again.',
      );
    const token =
      rotation.kind === 'rotated'
        ? successor.token
        : this.secrets.successor(refreshToken, rotation.successorSalt);
    const account = await this.accounts.findById(rotation.accountId);
    if (account === null)
      throw new Refusal('unauthenticated', 'The account no longer exists. Register a new one.');
    return this.sessions.view(account, token, now);
  }
}
