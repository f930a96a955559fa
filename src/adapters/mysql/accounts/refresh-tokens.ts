import type {
  RefreshToken,
  RefreshTokens,
  Rotation,
  Successor,
} from '../../../application/accounts/ports.js';
import { rotationOf } from '../../../application/accounts/refresh-rotation.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Database } from '../connection/database.js';
import { asRefusals } from '../connection/errors.js';
import { sqlMoment } from '../connection/json-rows.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { Session } from '../connection/session.js';
import { REFRESH_TOKENS } from './tables.js';

/** Refresh tokens as rows. A rotation locks its token. */
export class MysqlRefreshTokens implements RefreshTokens {
  constructor(private readonly database: Database) {}

  async insert(token: RefreshToken): Promise<void> {
    await this.attempt((session) => insertToken(session, token));
  }

  async rotate(hash: string, successor: Successor, now: Instant): Promise<Rotation> {
    const rotate = async (session: Session): Promise<Rotation> => {
      const manager = await session.manager();
      const token = await manager
        .createQueryBuilder(REFRESH_TOKENS, 't')
        .where('t.hash = :hash', { hash })
        .setLock('pessimistic_write')
        .getOne();
      // An earlier commit in doubt took effect.
      if (token?.successorSalt === successor.salt) return { kind: 'rotated', accountId: token.accountId };
      const spentAt = await session.now();
      const rotation = rotationOf(token, now, spentAt);
      if (token === null) return rotation;
      if (rotation.kind === 'reused') await endFamily(session, token.familyId);
      if (rotation.kind === 'rotated') {
        const spent = { isSpent: true, spentAt, successorSalt: successor.salt };
        const { affected } = await manager.update(REFRESH_TOKENS, { hash, isSpent: false }, spent);
        if (affected !== 1) throw new Error('a locked refresh token was spent by another transaction');
        const { familyId, accountId } = token;
        await insertToken(session, {
          hash: successor.hash,
          expiresAt: successor.expiresAt,
          familyId,
          accountId,
        });
      }
      return rotation;
    };
    return await this.attempt(rotate, true);
  }

  async endFamilyOf(hash: string): Promise<void> {
    const end = async (session: Session) => {
      const token = await (await session.manager()).findOneBy(REFRESH_TOKENS, { hash });
      if (token !== null) await endFamily(session, token.familyId);
    };
    await this.attempt(end, true);
  }

  async purgeExpired(now: Instant, limit: number): Promise<number> {
    const sql = 'DELETE FROM refresh_token WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
    return await this.attempt((session) => session.write(sql, [sqlMoment(now), limit]));
  }

  async shorten(latest: Instant, limit: number): Promise<number> {
    const sql = 'UPDATE refresh_token SET expires_at = ? WHERE expires_at > ? ORDER BY expires_at LIMIT ?';
    const end = sqlMoment(latest);
    return await this.attempt((session) => session.write(sql, [end, end, limit]));
  }

  private async attempt<T>(work: (session: Session) => Promise<T>, idempotent = false): Promise<T> {
    return await asRefusals(() => retryOnConflict(() => this.database.transaction(work), { idempotent }));
  }
}

async function insertToken(session: Session, token: RefreshToken): Promise<void> {
  await (
    await session.manager()
  ).insert(REFRESH_TOKENS, { ...token, isSpent: false, spentAt: null, successorSalt: null });
}

async function endFamily(session: Session, familyId: string): Promise<void> {
  await (await session.manager()).delete(REFRESH_TOKENS, { familyId });
}
