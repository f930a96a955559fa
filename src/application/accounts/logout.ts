import type { RefreshTokens, Secrets } from './ports.js';

/** Ends a login: all its refresh tokens become invalid. An unknown token is no error: its login has already ended. */
export class Logout {
  constructor(
    private readonly refreshTokens: RefreshTokens,
    private readonly secrets: Secrets,
  ) {}

  async execute({ refreshToken }: { readonly refreshToken: string }): Promise<void> {
    await this.refreshTokens.endFamilyOf(this.secrets.hash(refreshToken));
  }
}
