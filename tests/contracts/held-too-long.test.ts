import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/domain/booking/booking.js';
import { gbp } from '../support/builders/booking-builder.js';
import { entry, flightOnSale, flightWith, holdOn, newId } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeEach(async () => {
  stores = await openBookingStores();
});
afterEach(() => stores.close());

const insert = (booking: Booking) =>
  stores.units.run(({ bookings }) => bookings.insert(booking, entry('held', booking.createdAt)));

describe('the bookings held for too long', () => {
  it('are those updated in the future that lapse beyond the longest hold, except while a payment runs', async () => {
    const facts = await flightOnSale(stores);
    const now = stores.clock.now();
    const [ahead, soon] = [{ expiresAt: now + 3_600_000 }, { expiresAt: now + 60_000 }];
    const later = { createdAt: now + 50_000, updatedAt: now + 50_000 };
    const pending = {
      flights: [flightWith(facts, ['10B'])],
      passengers: [],
      amountDue: gbp(1),
      givenUp: null,
    };
    const paid = { status: 'confirmed', expiresAt: null } as const;
    const add = async (change: Partial<Booking>) => {
      const booking = holdOn(stores.clock, facts, ['10A'], change);
      await insert(booking);
      return booking;
    };
    const far = await add({ ...later, expiresAt: now + 7_200_000 });
    const held = await add({ ...later, ...ahead });
    const changing = await add({ ...later, ...paid, pendingChange: { ...pending, ...ahead } });
    await add({ ...ahead, createdAt: now, updatedAt: now });
    await add({ ...later, ...soon });
    await add({ ...later, ...paid });
    await add({ ...later, ...ahead, runningPaymentId: newId() });
    await add({ ...later, ...ahead, status: 'cancelled' });
    const tooLong = await stores.reads.heldTooLong(600, 100);
    expect(new Set(tooLong)).toEqual(new Set([held, changing, far]));
    expect(await stores.reads.heldTooLong(600, 2)).toHaveLength(2);
    expect(await stores.reads.heldTooLong(7_200, 100)).toEqual([]);
  });
});
