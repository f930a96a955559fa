import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/booking/payment.js';
import { gbp } from '../support/builders/booking-builder.js';
import {
  atOnce,
  flightOnSale,
  holdOn,
  isStaleRead,
  newId,
  paymentFor,
  refundOf,
} from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeEach(async () => {
  stores = await openBookingStores();
});
afterEach(() => stores.close());

const find = (id: string) => stores.units.run(({ payments }) => payments.find(id));

async function aPayment(change: Partial<Payment> = {}): Promise<Payment> {
  const facts = await flightOnSale(stores);
  const booking = holdOn(stores.clock, facts, ['10A'], { travellerId: 'Łukasz 王' });
  const payment = paymentFor(booking, stores.clock.now(), change);
  await stores.units.run(({ payments }) => payments.insert(payment));
  return payment;
}

const update = (before: Payment, after: Payment) =>
  stores.units.run(({ payments }) => payments.update(before, after));

describe('a payment', () => {
  it('is stored with every field, empty or not', async () => {
    const running = await aPayment();
    const declined = await aPayment({
      amount: gbp(123_456_789_012),
      method: 'tok_insufficient_funds',
      status: 'declined',
      declineCode: 'insufficient_funds',
      buys: [{ flightId: 'BA117-LHR-20270115', seat: '10A' }],
      refunded: gbp(3),
      settledAt: stores.clock.now() + 1,
    });
    for (const payment of [running, declined]) {
      expect(await find(payment.id)).toEqual(payment);
      expect(await stores.reads.payment(payment.id)).toEqual(payment);
      expect(await stores.units.run(({ payments }) => payments.lock(payment.id))).toEqual(payment);
      const ofBooking = await stores.units.run(({ payments }) => payments.ofBooking(payment.bookingId));
      expect(ofBooking).toEqual([payment]);
    }
  });

  it('is not found when it does not exist', async () => {
    const id = newId();
    expect([await find(id), await stores.reads.payment(id)]).toEqual([null, null]);
    expect(await stores.units.run(({ payments }) => payments.lock(id))).toBeNull();
    expect(await stores.units.run(({ payments }) => payments.ofBooking(id))).toEqual([]);
    expect(await stores.reads.paymentsOf(id, undefined, 10)).toEqual([]);
  });

  it('is stored as it was settled', async () => {
    const before = await aPayment();
    const after: Payment = { ...before, status: 'succeeded', settledAt: stores.clock.now() };
    await update(before, after);
    expect(await find(before.id)).toEqual(after);
  });

  it('is not overwritten when it has changed since it was read', async () => {
    const before = await aPayment();
    const isStale = (known: Payment, after: Payment) =>
      isStaleRead(stores, ({ payments }) => payments.update(known, after));
    const unknownPayment = { ...before, id: newId() };
    const succeeded: Payment = { ...before, status: 'succeeded' };
    await update(before, succeeded);
    expect(await isStale(before, { ...before, status: 'declined' })).toBe(true);
    const refunded = { ...succeeded, refunded: gbp(1) };
    await update(succeeded, refunded);
    expect(await isStale(succeeded, { ...succeeded, refunded: gbp(2) })).toBe(true);
    expect(await isStale(unknownPayment, unknownPayment)).toBe(true);
    expect(await find(before.id)).toEqual(refunded);
  });

  it('is settled once by twenty concurrent units', async () => {
    const payment = await aPayment();
    const settled = await atOnce(20, () =>
      stores.units.run(async ({ payments }) => {
        const before = await payments.lock(payment.id);
        if (before?.status !== 'processing') return false;
        await sleep(5);
        await payments.update(before, { ...before, status: 'succeeded' });
        return true;
      }),
    );
    expect(settled.filter((isMine) => isMine)).toHaveLength(1);
    // The units have waited for the lock, so none read stale data.
    expect(stores.retries).toEqual([]);
  });
});

describe('refunds', () => {
  it('are pending with every field until they are sent, the oldest first, up to the limit', async () => {
    const payment = await aPayment({ status: 'succeeded' });
    const now = stores.clock.now();
    const refunds = [3, 1, 2].map((n) => refundOf(payment, now + n, { amount: gbp(n) }));
    await stores.units.run(async ({ payments }) => {
      await payments.addRefunds(refunds.slice(0, 2));
      await payments.addRefunds(refunds.slice(2));
      await payments.addRefunds([]);
    });
    const oldestFirst = [refunds[1], refunds[2], refunds[0]];
    expect(await stores.reads.pendingRefunds(10)).toEqual(oldestFirst);
    expect(await stores.reads.pendingRefunds(2)).toEqual(oldestFirst.slice(0, 2));
  });

  it('are no longer pending once they are sent, and sending them again is no error', async () => {
    const payment = await aPayment({ status: 'succeeded' });
    const refunds = [1, 2].map((n) => refundOf(payment, stores.clock.now() + n));
    await stores.units.run(({ payments }) => payments.addRefunds(refunds));
    for (const id of [refunds[0]!.id, refunds[0]!.id, newId()]) {
      await stores.units.run(({ payments }) => payments.markSent(id));
    }
    expect(await stores.reads.pendingRefunds(10)).toEqual([refunds[1]]);
  });
});

describe('processing payments', () => {
  it('are found when they are old enough, the oldest first', async () => {
    const now = stores.clock.now();
    const ages = [10, 30, 20, 5];
    const payments: Payment[] = [];
    for (const seconds of ages) payments.push(await aPayment({ createdAt: now - seconds * 1_000 }));
    await aPayment({ createdAt: now - 60_000, status: 'declined' });
    const [ten, thirty, twenty] = payments;
    expect(await stores.reads.processingPayments(9, 10)).toEqual([thirty, twenty, ten]);
    expect(await stores.reads.processingPayments(15, 10)).toEqual([thirty, twenty]);
    expect(await stores.reads.processingPayments(9, 1)).toEqual([thirty]);
    await update(thirty!, { ...thirty!, status: 'succeeded' });
    expect(await stores.reads.processingPayments(15, 10)).toEqual([twenty]);
  });

  it('are found at once when they were made before the clock was set back', async () => {
    const now = stores.clock.now();
    const later = await aPayment({ createdAt: now + 60_000 });
    const earlier = await aPayment({ createdAt: now - 10_000 });
    await aPayment({ createdAt: now + 60_000, status: 'succeeded' });
    expect(await stores.reads.processingPayments(5, 10)).toEqual([earlier, later]);
  });
});

describe('the payments of a booking', () => {
  it('are listed the newest first, a page at a time', async () => {
    const { bookingId, createdAt, ...rest } = await aPayment();
    const later = [3, 1, 2].map((n) => ({ ...rest, bookingId, id: newId(), createdAt: createdAt + n }));
    for (const payment of later) await stores.units.run(({ payments }) => payments.insert(payment));
    const all = [later[0], later[2], later[1], { ...rest, bookingId, createdAt }];
    const page = (after: Payment | undefined, limit: number) =>
      stores.reads.paymentsOf(bookingId, after, limit);
    expect(await page(undefined, 10)).toEqual(all);
    expect(await page(all[0], 2)).toEqual(all.slice(1, 3));
    expect(await page(all[3], 2)).toEqual([]);
    expect(await stores.units.run(({ payments }) => payments.ofBooking(bookingId))).toHaveLength(4);
  });

  it('continue after the last payment seen, even if others have the same time or a newer one was added', async () => {
    const first = await aPayment();
    const copyAt = (createdAt: number) => ({ ...first, id: newId(), createdAt });
    const others = [0, 0, 0].map(() => copyAt(first.createdAt));
    for (const payment of others) await stores.units.run(({ payments }) => payments.insert(payment));
    const all = [first, ...others].sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = (after: Payment | undefined) => stores.reads.paymentsOf(first.bookingId, after, 2);
    expect(await page(undefined)).toEqual(all.slice(0, 2));
    await stores.units.run(({ payments }) => payments.insert(copyAt(first.createdAt + 1)));
    expect(await page(all[1])).toEqual(all.slice(2));
  });
});
