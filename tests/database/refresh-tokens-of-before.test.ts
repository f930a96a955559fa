import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MysqlRefreshTokens } from '../../src/adapters/mysql/accounts/refresh-tokens.js';
import { ACCOUNT_ENTITIES } from '../../src/adapters/mysql/accounts/tables.js';
import { openDatabase, type OpenDatabase } from '../support/stores/open-database.js';
import { AdjustableClock } from '../support/builders/adjustable-clock.js';

const clock = new AdjustableClock();
let store: OpenDatabase;
let tokens: MysqlRefreshTokens;
beforeEach(async () => {
  store = await openDatabase('booking', ACCOUNT_ENTITIES, clock);
  tokens = new MysqlRefreshTokens(store.database);
});
afterEach(() => store.close());

/** The statements of the previous version, which knows five columns of the table. */
const before = {
  insert: async (hash: string, familyId: string) => {
    const sql = `INSERT INTO refresh_token (hash, family_id, account_id, is_spent, expires_at)
                 VALUES (?, ?, ?, 0, ?)`;
    await store.server.rows(sql, [hash, familyId, randomUUID(), new Date(clock.now() + 3_600_000)]);
  },
  spend: async (hash: string, successor: string, familyId: string) => {
    await store.server.rows('UPDATE refresh_token SET is_spent = 1 WHERE hash = ? AND is_spent = 0', [hash]);
    await before.insert(successor, familyId);
  },
  isSpent: async (hash: string) => {
    const [row] = await store.server.rows('SELECT is_spent FROM refresh_token WHERE hash = ?', [hash]);
    return Boolean(row?.is_spent);
  },
};
const rotate = (hash: string, successor: string) => {
  const now = clock.now();
  return tokens.rotate(
    hash,
    { hash: successor, salt: `salt of ${successor}`.slice(0, 22), expiresAt: now + 3_600_000 },
    now,
  );
};

describe('a refresh token, while the previous version runs too', () => {
  it('is exchanged as usual, even twice, when the previous version issued it', async () => {
    const [first, second, family] = [randomUUID(), randomUUID(), randomUUID()];
    await before.insert(first, family);
    expect(await rotate(first, second)).toMatchObject({ kind: 'rotated' });
    expect([await before.isSpent(first), await before.isSpent(second)]).toEqual([true, false]);
    expect(await rotate(first, randomUUID())).toMatchObject({
      kind: 'repeated',
      successorSalt: `salt of ${second}`.slice(0, 22),
    });
  });

  it('ends its family at once when the previous version spent it, because its successor is unknown', async () => {
    const [first, second, family] = [randomUUID(), randomUUID(), randomUUID()];
    await before.insert(first, family);
    await before.spend(first, second, family);
    expect(await rotate(first, randomUUID())).toEqual({ kind: 'reused' });
    expect(await rotate(second, randomUUID())).toEqual({ kind: 'unknown' });
  });
});
