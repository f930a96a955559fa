import type { RefreshToken, RefreshTokens, Rotation } from '../../../application/accounts/ports.js';
import type { Instant } from '../../../domain/instant.js';
import { again } from '../again.js';
import type { Database } from '../database.js';
import { refusalFor } from '../errors.js';
import { sqlMoment } from '../json-rows.js';
import type { Session } from '../session.js';
import { REFRESH_TOKENS } from './tables.js';

/** Refresh tokens as rows; spending one locks it. */
export class MysqlRefreshTokens implements RefreshTokens {
  constructor(private readonly database: Database) {}

  async insert(token: RefreshToken): Promise<void> {
    await this.attempt(({ manager }) => manager.insert(REFRESH_TOKENS, { ...token, isSpent: false }));
  }

  async rotate(
    hash: string,
    successor: { readonly hash: string; readonly expiresAt: Instant },
    now: Instant,
  ): Promise<Rotation> {
    return await this.attempt(async (session) => {
      const { manager } = session;
      const token = await manager
        .createQueryBuilder(REFRESH_TOKENS, 't')
        .where('t.hash = :hash', { hash })
        .setLock('pessimistic_write')
        .getOne();
      if (token === null || token.expiresAt <= now) return { kind: 'unknown' };
      const { familyId, accountId } = token;
      if (token.isSpent) {
        await endFamily(session, familyId);
        return { kind: 'reused' };
      }
      const { affected } = await manager.update(REFRESH_TOKENS, { hash, isSpent: false }, { isSpent: true });
      if (affected !== 1) throw new Error('a locked refresh token was spent by somebody else');
      await manager.insert(REFRESH_TOKENS, { ...successor, familyId, accountId, isSpent: false });
      return { kind: 'rotated', accountId };
    });
  }

  async endFamilyOf(hash: string): Promise<void> {
    const end = async (session: Session) => {
      const token = await session.manager.findOneBy(REFRESH_TOKENS, { hash });
      if (token !== null) await endFamily(session, token.familyId);
    };
    await this.attempt(end, true);
  }

  async forgetExpired(now: Instant, limit: number): Promise<number> {
    const sql = 'DELETE FROM refresh_token WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
    return await this.attempt((session) => session.write(sql, [sqlMoment(now), limit]));
  }

  async shorten(latest: Instant, limit: number): Promise<number> {
    const sql = 'UPDATE refresh_token SET expires_at = ? WHERE expires_at > ? ORDER BY expires_at LIMIT ?';
    const end = sqlMoment(latest);
    return await this.attempt((session) => session.write(sql, [end, end, limit]));
  }

  private async attempt<T>(work: (session: Session) => Promise<T>, whenDone = false): Promise<T> {
    try {
      return await again(() => this.database.transaction(work), { whenDone });
    } catch (error) {
      throw refusalFor(error);
    }
  }
}

async function endFamily({ manager }: Session, familyId: string): Promise<void> {
  await manager.delete(REFRESH_TOKENS, { familyId });
}
