import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RefreshToken } from '../../src/application/accounts/ports.js';
import { atOnce, newId } from '../support/stores/scene.js';
import { openAccountStores, type AccountStores } from '../support/stores/stores.js';

let stores: AccountStores;
beforeEach(async () => {
  stores = await openAccountStores();
});
afterEach(() => stores.close());

const HOUR = 3_600_000;
const GRACE = 10_000;

/** The first token of a login. */
async function login(change: Partial<RefreshToken> = {}): Promise<RefreshToken> {
  const now = stores.clock.now();
  const token = { hash: newId(), familyId: newId(), accountId: newId(), expiresAt: now + HOUR, ...change };
  await stores.refreshTokens.insert(token);
  return token;
}

const rotate = (hash: string, successor = newId(), now = stores.clock.now()) =>
  stores.refreshTokens.rotate(hash, { hash: successor, salt: saltOf(successor), expiresAt: now + HOUR }, now);

/** A salt that identifies its successor. */
const saltOf = (successor: string) => `salt of ${successor}`;

describe('a refresh token', () => {
  it('is exchanged for its successor, which is exchanged in turn', async () => {
    const { hash, accountId } = await login();
    const [second, third] = [newId(), newId()];
    expect(await rotate(hash, second)).toEqual({ kind: 'rotated', accountId });
    expect(await rotate(second, third)).toEqual({ kind: 'rotated', accountId });
    expect(await rotate(third)).toEqual({ kind: 'rotated', accountId });
  });

  it('is unknown when it was never issued', async () => {
    expect(await rotate(newId())).toEqual({ kind: 'unknown' });
  });

  it('is unknown from the moment it expires, and gets no successor', async () => {
    const { hash, expiresAt } = await login();
    const successor = newId();
    expect(await rotate(hash, successor, expiresAt)).toEqual({ kind: 'unknown' });
    expect(await rotate(successor)).toEqual({ kind: 'unknown' });
    expect(await rotate(hash, newId(), expiresAt - 1)).toMatchObject({ kind: 'rotated' });
  });

  it('returns its first successor when it is used again within ten seconds', async () => {
    const { hash, accountId } = await login();
    const successor = newId();
    await rotate(hash, successor);
    const repeated = { kind: 'repeated', accountId, successorSalt: saltOf(successor) };
    const other = newId();
    expect(await rotate(hash, other)).toEqual(repeated);
    expect(await rotate(other)).toEqual({ kind: 'unknown' });
    // A third use has the same result, although the successor is spent by now.
    expect(await rotate(successor)).toMatchObject({ kind: 'rotated' });
    stores.clock.advance(GRACE / 2);
    expect(await rotate(hash)).toEqual(repeated);
  });

  it('ends its family, and no other, when it is used again later', async () => {
    const accountId = newId();
    const [mine, elsewhere] = [await login({ accountId }), await login({ accountId })];
    const successor = newId();
    await rotate(mine.hash, successor);
    stores.clock.advance(GRACE + 1_000);
    expect(await rotate(mine.hash)).toEqual({ kind: 'reused' });
    expect(await rotate(successor)).toEqual({ kind: 'unknown' });
    expect(await rotate(mine.hash)).toEqual({ kind: 'unknown' });
    expect(await rotate(elsewhere.hash)).toEqual({ kind: 'rotated', accountId });
  });

  it('counts as used long ago after the clock was set back', async () => {
    const { hash } = await login();
    await rotate(hash);
    stores.clock.advance(-60_000);
    expect(await rotate(hash)).toEqual({ kind: 'reused' });
  });

  it('is exchanged once by twenty concurrent requests, which all get the same successor', async () => {
    const { hash } = await login();
    const successors = Array.from({ length: 20 }, () => newId());
    const rotations = await atOnce(20, (n) => rotate(hash, successors[n]));
    const [winner = -1, ...more] = rotations.flatMap(({ kind }, n) => (kind === 'rotated' ? [n] : []));
    expect(more).toEqual([]);
    const salts = rotations.flatMap((rotation) =>
      rotation.kind === 'repeated' ? [rotation.successorSalt] : [],
    );
    expect(salts).toEqual(Array<string>(19).fill(saltOf(successors[winner]!)));
    for (const [n, successor] of successors.entries())
      expect(await rotate(successor)).toMatchObject({ kind: n === winner ? 'rotated' : 'unknown' });
  });
});

describe('ending a family', () => {
  it('deletes all tokens of a login, spent or not, and no others', async () => {
    const [mine, other] = [await login(), await login()];
    const successor = newId();
    await rotate(mine.hash, successor);
    await stores.refreshTokens.endFamilyOf(successor);
    // The ten seconds of grace do not apply to an ended family.
    expect(await rotate(successor)).toEqual({ kind: 'unknown' });
    expect(await rotate(mine.hash)).toEqual({ kind: 'unknown' });
    expect(await rotate(other.hash)).toMatchObject({ kind: 'rotated' });
  });

  it('is no error for a token that was never issued', async () => {
    const { hash } = await login();
    await stores.refreshTokens.endFamilyOf(newId());
    expect(await rotate(hash)).toMatchObject({ kind: 'rotated' });
  });
});

describe('purging tokens', () => {
  it('deletes expired ones, spent or not, no more at once than the limit', async () => {
    const now = stores.clock.now();
    const spent = await login();
    await rotate(spent.hash);
    for (let n = 0; n < 4; n += 1) await login({ expiresAt: now + 10 });
    const { hash } = await login({ expiresAt: now + 2 * HOUR });
    const purge = (at: number, limit: number) => stores.refreshTokens.purgeExpired(at, limit);
    expect(await purge(now + 9, 10)).toBe(0);
    expect([await purge(now + 10, 3), await purge(now + 10, 3), await purge(now + 10, 3)]).toEqual([3, 1, 0]);
    expect(await purge(now + HOUR + 10_000, 10)).toBe(2);
    expect(await rotate(hash)).toMatchObject({ kind: 'rotated' });
  });

  it('shortens those that expire too late, no more at once than the limit', async () => {
    const now = stores.clock.now();
    const longer = [await login({ expiresAt: now + 3 * HOUR }), await login({ expiresAt: now + 2 * HOUR })];
    await login({ expiresAt: now + HOUR });
    const shorten = () => stores.refreshTokens.shorten(now + HOUR, 1);
    expect([await shorten(), await shorten(), await shorten()]).toEqual([1, 1, 0]);
    expect(await stores.refreshTokens.purgeExpired(now + HOUR - 1, 10)).toBe(0);
    expect(await rotate(longer[0]!.hash)).toMatchObject({ kind: 'rotated' });
    expect(await rotate(longer[1]!.hash, newId(), now + HOUR)).toEqual({ kind: 'unknown' });
  });
});
