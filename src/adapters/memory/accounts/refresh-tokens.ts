import type { RefreshToken, RefreshTokens, Rotation } from '../../../application/accounts/ports.js';
import type { Instant } from '../../../domain/instant.js';

/** Refresh tokens, in memory. */
export class MemoryRefreshTokens implements RefreshTokens {
  private readonly tokens = new Map<string, RefreshToken & { spent: boolean }>();

  async insert(token: RefreshToken): Promise<void> {
    this.tokens.set(token.hash, { ...token, spent: false });
  }

  async rotate(
    hash: string,
    successor: { readonly hash: string; readonly expiresAt: Instant },
    now: Instant,
  ): Promise<Rotation> {
    const token = this.tokens.get(hash);
    if (token === undefined || token.expiresAt <= now) return { kind: 'unknown' };
    if (token.spent) {
      await this.endFamilyOf(hash);
      return { kind: 'reused' };
    }
    token.spent = true;
    const { familyId, accountId } = token;
    await this.insert({ ...successor, familyId, accountId });
    return { kind: 'rotated', accountId };
  }

  async endFamilyOf(hash: string): Promise<void> {
    const familyId = this.tokens.get(hash)?.familyId;
    for (const [other, token] of this.tokens) if (token.familyId === familyId) this.tokens.delete(other);
  }

  async forgetExpired(now: Instant, limit: number): Promise<number> {
    const expired = [...this.tokens.values()].filter(({ expiresAt }) => expiresAt <= now).slice(0, limit);
    for (const { hash } of expired) this.tokens.delete(hash);
    return expired.length;
  }

  async shorten(latest: Instant, limit: number): Promise<number> {
    const longer = [...this.tokens.values()].filter(({ expiresAt }) => expiresAt > latest).slice(0, limit);
    for (const token of longer) this.tokens.set(token.hash, { ...token, expiresAt: latest });
    return longer.length;
  }
}
