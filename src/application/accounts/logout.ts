import type { RefreshTokens, Secrets } from './ports.js';

/** Ends a login: none of its refresh tokens is good any more. An unknown token is no error: it is over already. */
export class Logout {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly secrets: Secrets,
  ) {}

  async execute({ refreshToken }: { readonly refreshToken: string }): Promise<void> {
    await this.refreshTokens.endFamilyOf(this.secrets.hash(refreshToken));
  }
}
