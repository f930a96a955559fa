import type { Clock } from '../../../application/shared/clock.js';
import type {
  RefreshToken,
  RefreshTokens,
  Rotation,
  Successor,
} from '../../../application/accounts/ports.js';
import { rotationOf, type StoredRefreshToken } from '../../../application/accounts/refresh-rotation.js';
import type { Instant } from '../../../domain/shared/instant.js';

/** Refresh tokens, in memory. */
export class MemoryRefreshTokens implements RefreshTokens {
  private readonly tokens = new Map<string, StoredRefreshToken>();

  constructor(private readonly clock: Clock) {}

  async insert(token: RefreshToken): Promise<void> {
    this.tokens.set(token.hash, { ...token, isSpent: false, spentAt: null, successorSalt: null });
  }

  async rotate(hash: string, successor: Successor, now: Instant): Promise<Rotation> {
    const token = this.tokens.get(hash);
    const spentAt = this.clock.now();
    const rotation = rotationOf(token ?? null, now, spentAt);
    if (rotation.kind === 'reused') await this.endFamilyOf(hash);
    if (rotation.kind === 'rotated' && token !== undefined) {
      this.tokens.set(hash, { ...token, isSpent: true, spentAt, successorSalt: successor.salt });
      const { familyId, accountId } = token;
      await this.insert({ hash: successor.hash, expiresAt: successor.expiresAt, familyId, accountId });
    }
    return rotation;
  }

  async endFamilyOf(hash: string): Promise<void> {
    const familyId = this.tokens.get(hash)?.familyId;
    for (const [other, token] of this.tokens) if (token.familyId === familyId) this.tokens.delete(other);
  }

  async purgeExpired(now: Instant, limit: number): Promise<number> {
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
