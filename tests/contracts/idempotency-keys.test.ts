import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyClaim, RequestKey } from '../../src/application/booking/unit-of-work.js';
import { atOnce, newId, newKey, signal } from './support/scene.js';
import { IN_DATABASE, openBookingStores, type BookingStores } from './support/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

const claim = (key: RequestKey): Promise<KeyClaim> => stores.units.run(({ keys }) => keys.claim(key));

/** Claims the key and, if it is new, answers it; both in one unit. */
async function claimAndAnswer(key: RequestKey, answer: unknown): Promise<KeyClaim> {
  return await stores.units.run(async ({ keys }) => {
    const known = await keys.claim(key);
    if (known.state === 'new') await keys.answer(key, answer);
    return known;
  });
}

/** Claims the key for a payment that is with the gateway. */
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
  it('is new once, and answered from then on', async () => {
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
  ])('gives back its answer exactly', async (answer) => {
    const key = newKey();
    await claimAndAnswer(key, answer);
    expect(await claim(key)).toEqual({ state: 'answered', fingerprint: 'f1', answer });
  });

  it('shows whoever comes with another body the body it was used for', async () => {
    const key = newKey();
    await claimAndAnswer(key, 1);
    expect(await claim({ ...key, fingerprint: 'f2' })).toMatchObject({ fingerprint: 'f1' });
    expect(await stores.reads.key({ ...key, fingerprint: 'f2' })).toMatchObject({ fingerprint: 'f1' });
  });

  it('is another one for another user, method or path, however long and strange it is', async () => {
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

  it('is new again when its time is over, and whoever takes it over has it for as long again', async () => {
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

describe('a key that is left to a payment', () => {
  it('runs until the payment is answered, and answers that from then on', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    const running = { state: 'running', fingerprint: 'f1', paymentId };
    expect(await claim(key)).toEqual(running);
    expect(await stores.reads.key(key)).toEqual(running);
    expect(await answerPayment(paymentId, { status: 200 })).toEqual({ status: 200 });
    expect(await claim(key)).toEqual({ state: 'answered', fingerprint: 'f1', answer: { status: 200 } });
  });

  it('keeps the first of several answers, and tells the others so', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    await answerPayment(paymentId, { status: 202 });
    expect(await answerPayment(paymentId, { status: 200 })).toEqual({ status: 202 });
    expect(await claim(key)).toMatchObject({ answer: { status: 202 } });
  });

  it('gets one answer from twenty at once, and all of them tell the same', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    const answers = await atOnce(20, (n) => answerPayment(paymentId, n));
    expect(new Set(answers).size).toBe(1);
    expect(await claim(key)).toMatchObject({ answer: answers[0] });
  });

  it('is no concern of a payment that was begun without a key', async () => {
    expect(await answerPayment(newId(), { status: 200 })).toEqual({ status: 200 });
  });

  it('forgets the payment when it is taken over', async () => {
    const key = newKey();
    const paymentId = await claimForPayment(key);
    stores.clock.advance(60_000);
    expect(await claimAndAnswer(key, 'another request')).toEqual({ state: 'new' });
    await answerPayment(paymentId, 'too late');
    expect(await claim(key)).toMatchObject({ answer: 'another request' });
  });
});

describe('twenty requests with one key at once', () => {
  it('are one new one, and nineteen that get its answer', async () => {
    const key = newKey();
    const claims = await atOnce(20, async (n) => await claimAndAnswer(key, n));
    expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
    const winner = claims.findIndex(({ state }) => state === 'new');
    const others = claims.filter((_, n) => n !== winner);
    expect(others).toEqual(others.map(() => ({ state: 'answered', fingerprint: 'f1', answer: winner })));
  });

  it('are still one when the first of them fails', async () => {
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

  it('are still one when an old answer has just come to its end', async () => {
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

describe('a request that waits for the one before it', () => {
  it('goes on when that one is over', async () => {
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

  // In memory it waits as long as it takes: units pass one by one.
  it.runIf(IN_DATABASE)('is turned down when that takes too long, and has done nothing', async () => {
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
