import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestKey } from '../../src/application/booking/unit-of-work.js';
import { newId, newKey } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeEach(async () => {
  stores = await openBookingStores();
});
afterEach(() => stores.close());

async function keep(key: RequestKey): Promise<void> {
  await stores.units.run(async ({ keys }) => {
    await keys.claim(key);
    await keys.answer(key, 'kept');
  });
}

describe('purging keys', () => {
  it('deletes expired keys, and no others', async () => {
    const [short, long] = [newKey({ keepSeconds: 10 }), newKey({ keepSeconds: 20 })];
    for (const key of [short, long]) await keep(key);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(0);
    stores.clock.advance(10_000);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(1);
    expect(await stores.reads.key(short)).toEqual({ state: 'new' });
    expect(await stores.reads.key(long)).toMatchObject({ state: 'answered', answer: 'kept' });
    stores.clock.advance(10_000);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(1);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(0);
  });

  it('is delayed by at most the lifetime of a key when the clock is set back, and never comes early', async () => {
    const [before, after] = [newKey({ keepSeconds: 100 }), newKey({ keepSeconds: 100 })];
    await keep(before);
    expect(await stores.keyRetention.shorten(100, 100)).toBe(0);
    stores.clock.step(-3_600_000);
    await keep(after);
    expect(await stores.keyRetention.shorten(100, 100)).toBe(1);
    expect(await stores.keyRetention.shorten(100, 100)).toBe(0);
    stores.clock.advance(90_000);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(0);
    expect(await stores.reads.key(before)).toMatchObject({ state: 'answered', answer: 'kept' });
    stores.clock.advance(10_000);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(2);
  });

  it('shortens no more keys at once than the limit', async () => {
    for (let n = 0; n < 5; n += 1) await keep(newKey({ keepSeconds: 100 }));
    const shortened = [];
    for (let n = 0; n < 4; n += 1) shortened.push(await stores.keyRetention.shorten(10, 2));
    expect(shortened).toEqual([2, 2, 1, 0]);
  });

  it('deletes no more keys at once than the limit', async () => {
    for (let n = 0; n < 5; n += 1) await keep(newKey());
    stores.clock.advance(60_000);
    const purged = [];
    for (let n = 0; n < 4; n += 1) purged.push(await stores.keyRetention.purgeExpired(2));
    expect(purged).toEqual([2, 2, 1, 0]);
  });

  it('deletes keys of payments, which then have no key to store a response for', async () => {
    const [key, paymentId] = [newKey(), newId()];
    await stores.units.run(async ({ keys }) => {
      await keys.claim(key);
      await keys.bindToPayment(key, paymentId);
    });
    stores.clock.advance(60_000);
    expect(await stores.keyRetention.purgeExpired(100)).toBe(1);
    const answer = await stores.units.run(({ keys }) => keys.answerPayment(paymentId, 'late'));
    expect(answer).toBe('late');
    expect(await stores.reads.key(key)).toEqual({ state: 'new' });
  });
});
