import { DAY, type Instant } from '../../domain/shared/instant.js';
import type { Clock } from '../shared/clock.js';
import type { AccessTokens, Account, RefreshTokens, Role, Secrets, Successor } from './ports.js';

/** How long a refresh token is valid, in milliseconds. */
export const REFRESH_TOKEN_LIFETIME = 30 * DAY;

export interface AccountView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface SessionView {
  readonly user: AccountView;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** How long the access token is valid, in seconds. */
  readonly expiresIn: number;
}

export function accountView({ id, email, name, role }: Account): AccountView {
  return { id, email, name, role };
}

/** Issues tokens to authenticated accounts. */
export class Sessions {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokens,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Begins a new family of refresh tokens. */
  async begin(account: Account): Promise<SessionView> {
    const now = this.clock.now();
    const token = this.secrets.refreshToken();
    const stored = { hash: this.secrets.hash(token), expiresAt: now + REFRESH_TOKEN_LIFETIME };
    const familyId = this.secrets.uuid();
    await this.refreshTokens.insert({ ...stored, familyId, accountId: account.id });
    return this.view(account, token, now);
  }

  /** The successor of a refresh token, and its data to store. */
  successorOf(refreshToken: string, now: Instant): { readonly token: string; readonly stored: Successor } {
    const salt = this.secrets.salt();
    const token = this.secrets.successor(refreshToken, salt);
    return {
      token,
      stored: { hash: this.secrets.hash(token), salt, expiresAt: now + REFRESH_TOKEN_LIFETIME },
    };
  }

  view(account: Account, refreshToken: string, now: Instant): SessionView {
    const { token, expiresInSeconds } = this.accessTokens.issue(account, now);
    return { user: accountView(account), accessToken: token, refreshToken, expiresIn: expiresInSeconds };
  }
}
