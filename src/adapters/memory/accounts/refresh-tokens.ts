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
  /** The hashes of the tokens of each login. */
  private readonly families = new Map<string, Set<string>>();

  constructor(private readonly clock: Clock) {}

  async insert(token: RefreshToken): Promise<void> {
    this.tokens.set(token.hash, { ...token, isSpent: false, spentAt: null, successorSalt: null });
    const family = this.families.get(token.familyId) ?? new Set();
    this.families.set(token.familyId, family.add(token.hash));
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
    if (familyId === undefined) return;
    for (const other of this.families.get(familyId) ?? []) this.tokens.delete(other);
    this.families.delete(familyId);
  }

  async purgeExpired(now: Instant, limit: number): Promise<number> {
    const expired = this.first(limit, ({ expiresAt }) => expiresAt <= now);
    for (const token of expired) this.delete(token);
    return expired.length;
  }

  async shorten(latest: Instant, limit: number): Promise<number> {
    const longer = this.first(limit, ({ expiresAt }) => expiresAt > latest);
    for (const token of longer) this.tokens.set(token.hash, { ...token, expiresAt: latest });
    return longer.length;
  }

  private first(limit: number, matches: (token: StoredRefreshToken) => boolean): StoredRefreshToken[] {
    return [...this.tokens.values()].filter(matches).slice(0, limit);
  }

  private delete({ hash, familyId }: StoredRefreshToken): void {
    this.tokens.delete(hash);
    const family = this.families.get(familyId);
    family?.delete(hash);
    if (family?.size === 0) this.families.delete(familyId);
  }
}
