import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyClaim, RequestKey } from '../../src/application/booking/unit-of-work.js';
import { atOnce, newId, newKey, signal } from '../support/stores/scene.js';
import { IN_DATABASE, openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

const claim = (key: RequestKey): Promise<KeyClaim> => stores.units.run(({ keys }) => keys.claim(key));

/** Claims the key and, if it is new, stores its response; both in one unit. */
async function claimAndAnswer(key: RequestKey, answer: unknown): Promise<KeyClaim> {
  return await stores.units.run(async ({ keys }) => {
    const known = await keys.claim(key);
    if (known.state === 'new') await keys.answer(key, answer);
    return known;
  });
}

/** Claims the key and binds it to a payment without a response yet. */
async function claimForPayment(key: RequestKey): Promise<string> {
  const paymentId = newId();
  await stores.units.run(async ({ keys }) => {
    await keys.claim(key);
    await keys.bindToPayment(key, paymentId);
  });
  return paymentId;
}

const answerPayment = (paymentId: string, answer: unknown) =>
  stores.units.run(({ keys }) => keys.answerPayment(paymentId, answer));

describe('a key', () => {
  it('is new once, and returns its response from then on', async () => {
    const key = newKey();
    expect(await stores.reads.key(key)).toEqual({ state: 'new' });
    expect(await claimAndAnswer(key, { id: 'B1' })).toEqual({ state: 'new' });
    const answered = { state: 'answered', fingerprint: 'f1', answer: { id: 'B1' } };
    expect(await claimAndAnswer(key, { id: 'B2' })).toEqual(answered);
    expect(await stores.reads.key(key)).toEqual(answered);
  });

  it.each([
    { id: 'B1', seats: ['10A'], passengers: [{ givenName: 'Zoë', familyName: '王 😀' }], paid: null },
    { lines: "a 'quoted' \\ one\nand another\t?", money: 1.1, none: [], isLong: 'x'.repeat(100_000) },
    'a text',
    null,
  ])('returns its response exactly', async (answer) => {
    const key = newKey();
    await claimAndAnswer(key, answer);
    expect(await claim(key)).toEqual({ state: 'answered', fingerprint: 'f1', answer });
  });

  it('returns the fingerprint of its first request when claimed with another body', async () => {
    const key = newKey();
    await claimAndAnswer(key, 1);
    expect(await claim({ ...key, fingerprint: 'f2' })).toMatchObject({ fingerprint: 'f1' });
    expect(await stores.reads.key({ ...key, fingerprint: 'f2' })).toMatchObject({ fingerprint: 'f1' });
  });

  it('differs by user, method, path and letter case, at any length and in any script', async () => {
    const key = newKey({ key: `ключ '"\\ ${'x'.repeat(300)}` });
    await claimAndAnswer(key, 1);
    expect(await claimAndAnswer({ ...key, scope: 'T2 POST /bookings' }, 2)).toEqual({ state: 'new' });
    expect(await claimAndAnswer({ ...key, key: key.key.toUpperCase() }, 3)).toEqual({ state: 'new' });
    expect(await claim(key)).toMatchObject({ answer: 1 });
  });

  it('stays new when its unit throws', async () => {
    const key = newKey();
    const run = stores.units.run(async ({ keys }) => {
      await keys.claim(key);
      await keys.answer(key, 1);
      throw new Error('no');
    });
    await expect(run).rejects.toThrow('no');
    expect(await claimAndAnswer(key, 2)).toEqual({ state: 'new' });
  });

  it('is new again after it expires, and is then kept for its full time', async () => {
    const key = newKey({ keepSeconds: 60 });
    await claimAndAnswer(key, 1);
    stores.clock.advance(59_000);
    expect(await claim(key)).toMatchObject({ answer: 1 });
    stores.clock.advance(1_000);
    expect(await stores.reads.key(key)).toEqual({ state: 'new' });
    const later = { ...key, fingerprint: 'f2' };
    expect(await claimAndAnswer(later, 2)).toEqual({ state: 'new' });
    stores.clock.advance(59_000);
    expect(await claim(key)).toEqual({ state: 'answered', fingerprint: 'f2', answer: 2 });
  });
});

describe('a key that is bound to a payment', () => {
  it('is running until the payment has a response, and returns that from then on', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    const running = { state: 'running', fingerprint: 'f1', paymentId };
    expect(await claim(key)).toEqual(running);
    expect(await stores.reads.key(key)).toEqual(running);
    expect(await answerPayment(paymentId, { status: 200 })).toEqual({ status: 200 });
    expect(await claim(key)).toEqual({ state: 'answered', fingerprint: 'f1', answer: { status: 200 } });
  });

  it('keeps the first of several responses, and returns it to the later ones', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    await answerPayment(paymentId, { status: 202 });
    expect(await answerPayment(paymentId, { status: 200 })).toEqual({ status: 202 });
    expect(await claim(key)).toMatchObject({ answer: { status: 202 } });
  });

  it('stores one of twenty concurrent responses, and returns that to all', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    const answers = await atOnce(20, (n) => answerPayment(paymentId, n));
    expect(new Set(answers).size).toBe(1);
    expect(await claim(key)).toMatchObject({ answer: answers[0] });
  });

  it('is not needed to store the response of a payment', async () => {
    expect(await answerPayment(newId(), { status: 200 })).toEqual({ status: 200 });
  });

  it('is no longer bound to the payment after another request has taken it over', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    stores.clock.advance(60_000);
    expect(await claimAndAnswer(key, 'another request')).toEqual({ state: 'new' });
    await answerPayment(paymentId, 'too late');
    expect(await claim(key)).toMatchObject({ answer: 'another request' });
  });
});

describe('twenty requests with one key at once', () => {
  it('are one new request, and nineteen that receive its response', async () => {
    const key = newKey();
    const claims = await atOnce(20, async (n) => await claimAndAnswer(key, n));
    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
    const winner = claims.findIndex(({ state }) => state === 'new');
    const others = claims.filter((_, n) => n !== winner);
    expect(others).toEqual(others.map(() => ({ state: 'answered', fingerprint: 'f1', answer: winner })));
  });

  it('have one effect when the first of them fails', async () => {
    const key = newKey();
    let begun = 0;
    const outcomes = await atOnce(20, async (n) =>
      stores.units
        .run(async ({ keys }) => {
          const known = await keys.claim(key);
          if (known.state !== 'new') return known.state;
          begun += 1;
          await sleep(20);
          if (begun === 1) throw new Error('the first one fails');
          await keys.answer(key, n);
          return 'new';
        })
        .catch((error: unknown) => (error as Error).message),
    );
    const expected = ['new', 'the first one fails', ...Array.from({ length: 18 }, () => 'answered')];
    expect(outcomes.sort()).toEqual(expected.sort());
    expect(await claim(key)).toMatchObject({ state: 'answered' });
  });

  it('have one effect when the key has just expired', async () => {
    const key = newKey();
    await claimAndAnswer(key, 'old');
    stores.clock.advance(60_000);
    const claims = await atOnce(20, async () => await claimAndAnswer(key, 'renewed'));
    expect(claims.map(({ state }) => state).sort()).toEqual([
      ...Array.from({ length: 19 }, () => 'answered'),
      'new',
    ]);
    expect(await claim(key)).toMatchObject({ answer: 'renewed' });
  });
});

describe('a request that waits for an earlier one with its key', () => {
  it('continues when the earlier one ends', async () => {
    const key = newKey();
    const isClaimed = signal();
    const first = stores.units.run(async ({ keys }) => {
      await keys.claim(key);
      isClaimed.give();
      await sleep(100);
      await keys.answer(key, 'first');
    });
    await isClaimed.given;
    expect(await claimAndAnswer(key, 'second')).toMatchObject({ answer: 'first' });
    await first;
  });

  // In memory it waits without a limit, because units run one by one.
  it.runIf(IN_DATABASE)('is rejected when the wait is too long, and has no effect', async () => {
    const key = newKey();
    const isClaimed = signal();
    const mayEnd = signal();
    const first = stores.units.run(async ({ keys }) => {
      await keys.claim(key);
      isClaimed.give();
      await mayEnd.given;
      await keys.answer(key, 'first');
    });
    await isClaimed.given;
    const second = claimAndAnswer(key, 'second');
    await expect(second).rejects.toMatchObject({ code: 'request-in-progress' });
    mayEnd.give();
    await first;
    expect(await claim(key)).toMatchObject({ answer: 'first' });
  });
});
