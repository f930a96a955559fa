import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/domain/booking/booking.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { DAY, MINUTE } from '../../src/domain/shared/instant.js';
import { gbp } from '../support/builders/booking-builder.js';
import {
  atOnce,
  entry,
  flightOnSale,
  flightWith,
  holdOn,
  newId,
  newReference,
} from '../support/stores/scene.js';
import { IN_DATABASE, openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeEach(async () => {
  stores = await openBookingStores();
});
afterEach(() => stores.close());

const insert = (booking: Booking) =>
  stores.units.run(({ bookings }) => bookings.insert(booking, entry('held', booking.createdAt)));

const find = (id: string) => stores.units.run(({ bookings }) => bookings.find(id));

const update = (before: Booking, change: Partial<Booking>) => {
  const after = { ...before, ...change, revision: before.revision + 1 };
  return stores.units.run(async ({ bookings }) => {
    await bookings.update([{ before, after, entry: entry('changed', before.updatedAt) }]);
    return after;
  });
};

const changeOf = (facts: FlightFacts) => {
  return { flights: [flightWith(facts, ['10B'])], passengers: [], amountDue: gbp(1), givenUp: null };
};

/** A booking of two flights and three passengers, with every field filled. */
async function aFullBooking(): Promise<Booking> {
  const [out, back] = [await flightOnSale(stores), await flightOnSale(stores)];
  const now = stores.clock.now();
  return holdOn(stores.clock, out, [], {
    travellerId: 'Łukasz von Ñuñoa 王',
    status: 'confirmed',
    expiresAt: null,
    flights: [
      { ...flightWith(out, ['11D', '1A', '10B']), preference: 'window' },
      flightWith(back, ['10C', '10A', '2B']),
    ],
    passengers: [
      { givenName: 'Zoë', familyName: "O'Brien-Müller", type: 'adult' },
      { givenName: '伟', familyName: '王', type: 'child' },
      { givenName: '😀 "quoted" \\', familyName: 'Ærø', type: 'adult' },
    ],
    paid: gbp(70_003),
    refunded: gbp(10_001),
    pendingChange: {
      flights: [flightWith(out, ['10D']), flightWith(back, ['11A'])],
      passengers: [{ givenName: 'Zoë', familyName: 'Ærø', type: 'adult' }],
      amountDue: gbp(1),
      givenUp: {
        seats: [{ flightId: out.flightId, seat: '1A', price: gbp(40_000) }],
        policy: 'half',
        refund: gbp(20_000),
        firstDeparture: out.departure.at,
        decidedAt: now - 1,
      },
      expiresAt: now + MINUTE + 1,
    },
    runningPaymentId: newId(),
    refundCap: 'half',
    feesKept: gbp(12_345),
    leftAtHalf: gbp(24_690),
    cancellation: { refund: gbp(5), policy: 'airline-disruption' },
    version: 7,
    revision: 1,
    updatedAt: now + 7,
  });
}

describe('a booking', () => {
  it('is stored with every field, in the order of its flights and passengers', async () => {
    const booking = await aFullBooking();
    expect(await insert(booking)).toBe(true);
    expect(await find(booking.id)).toEqual(booking);
    const { bookings, flights } = await stores.reads.booking(booking.id);
    expect(bookings).toEqual([booking]);
    expect([...flights.keys()].sort()).toEqual(booking.flights.map(({ flightId }) => flightId).sort());
  });

  it('is stored with its empty fields', async () => {
    const booking = holdOn(stores.clock, await flightOnSale(stores), ['10A']);
    await insert(booking);
    expect(await find(booking.id)).toEqual(booking);
    const cancelled = await update(booking, { status: 'cancelled', expiresAt: null });
    expect(await find(booking.id)).toEqual(cancelled);
  });

  it('can change in every field except its identifiers, traveller and creation time', async () => {
    const full = await aFullBooking();
    const { id, reference, travellerId, createdAt } = full;
    const plain = holdOn(stores.clock, await flightOnSale(stores), ['10A', '10B']);
    const before = { ...plain, id, reference, travellerId, createdAt };
    await insert(before);
    const changed = await update(before, full);
    expect(await find(id)).toEqual(changed);
    expect(await find(id)).toEqual({ ...full, revision: 2 });
    const back = await update(changed, before);
    expect(await find(id)).toEqual(back);
  });

  it('is not found when it does not exist', async () => {
    expect(await find(newId())).toBeNull();
    const found = await stores.units.run(async ({ bookings }) => [
      ...(await bookings.findAll([newId()])),
      ...(await bookings.lock([newId()])),
      ...(await bookings.findAll([])),
      ...(await bookings.lock([])),
    ]);
    expect(found).toEqual([]);
  });

  it('is found by id, and several are locked once each in the order of their ids', async () => {
    const facts = await flightOnSale(stores);
    const all = Array.from({ length: 5 }, () => holdOn(stores.clock, facts, ['10A']));
    for (const booking of all) await insert(booking);
    const ids = all.map(({ id }) => id);
    const named = [ids[3]!, newId(), ids[1]!, ids[3]!, ids[4]!];
    const inOrder = all.filter((_, n) => [1, 3, 4].includes(n)).sort((a, b) => (a.id < b.id ? -1 : 1));
    const found = await stores.units.run(({ bookings }) => bookings.findAll([ids[3]!, newId(), ids[1]!]));
    expect(found.map(({ id }) => id).sort()).toEqual([ids[1]!, ids[3]!].sort());
    expect(await stores.units.run(({ bookings }) => bookings.lock(named))).toEqual(inOrder);
  });

  it('is not stored when its reference is taken, and its unit continues', async () => {
    const facts = await flightOnSale(stores);
    const [first, second] = [holdOn(stores.clock, facts, ['10A']), holdOn(stores.clock, facts, ['10B'])];
    const third = holdOn(stores.clock, facts, ['10C']);
    await insert(first);
    await stores.units.run(async ({ bookings }) => {
      const held = entry('held', first.createdAt);
      expect(await bookings.insert({ ...second, reference: first.reference }, held)).toBe(false);
      expect(await bookings.insert(second, held)).toBe(true);
      expect(await bookings.insert({ ...third, reference: second.reference }, held)).toBe(false);
      expect(await bookings.insert(third, held)).toBe(true);
    });
    expect(await find(second.id)).toEqual(second);
    expect(await find(third.id)).toEqual(third);
    expect(await stores.logOf(second.id)).toHaveLength(1);
  });

  it('alone gets its reference when twenty units insert it at once, and the other units continue', async () => {
    const facts = await flightOnSale(stores);
    const reference = newReference();
    const bookings = Array.from({ length: 20 }, () => holdOn(stores.clock, facts, ['10A'], { reference }));
    const inserted = await atOnce(20, (n) =>
      stores.units.run(async (inside) => {
        const booking = bookings[n]!;
        const held = entry('held', booking.createdAt);
        if (await inside.bookings.insert(booking, held)) return 'at once';
        const renamed = { ...booking, reference: newReference() };
        return (await inside.bookings.insert(renamed, held)) ? 'with another' : 'not at all';
      }),
    );
    const expected = ['at once', ...Array.from({ length: 19 }, () => 'with another')];
    expect(inserted.sort()).toEqual(expected);
    for (const { id } of bookings) expect(await find(id)).not.toBeNull();
  });
});

describe('the log of a booking', () => {
  it('has an entry with every field for each change, numbered without a gap', async () => {
    const booking = holdOn(stores.clock, await flightOnSale(stores), ['10A']);
    const { createdAt } = booking;
    const first = entry('held', createdAt, { requestId: 'r-1' });
    await stores.units.run(({ bookings }) => bookings.insert(booking, first));
    const entries = [
      entry('payment-started', createdAt + 1, { requestId: 'r-2' }),
      entry('confirmed', createdAt + 2, { actor: 'service' }),
      entry('flight-moved', createdAt + 3, { actor: 'airline' }),
    ];
    let before = booking;
    for (const each of entries) {
      const after = { ...before, revision: before.revision + 1 };
      const change = { before, after, entry: each };
      await stores.units.run(({ bookings }) => bookings.update([change]));
      before = after;
    }
    const expected = [first, ...entries].map((each, n) => ({ ...each, number: n + 1 }));
    expect(await stores.logOf(booking.id)).toEqual(expected);
  });

  it('has no gap after twenty concurrent changes of the locked booking', async () => {
    const booking = holdOn(stores.clock, await flightOnSale(stores), ['10A']);
    await insert(booking);
    await atOnce(20, () =>
      stores.units.run(async ({ bookings }) => {
        const [before] = await bookings.lock([booking.id]);
        const after = { ...before!, version: before!.version + 1, revision: before!.revision + 1 };
        const change = { before: before!, after, entry: entry('changed', booking.createdAt) };
        await bookings.update([change]);
      }),
    );
    expect(await find(booking.id)).toEqual({ ...booking, version: 21, revision: 21 });
    const numbers = (await stores.logOf(booking.id)).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
  });
});

describe('changing a booking', () => {
  it('fails when the booking has changed since it was read, and leaves the others of the unit unchanged', async () => {
    const facts = await flightOnSale(stores);
    const [stale, beside] = [holdOn(stores.clock, facts, ['10A']), holdOn(stores.clock, facts, ['10B'])];
    for (const booking of [stale, beside]) await insert(booking);
    const current = await update(stale, { version: 2 });
    let runs = 0;
    const run = stores.units.run(({ bookings }) => {
      runs += 1;
      const changes = [stale, beside].map((before) => {
        const after = { ...before, status: 'cancelled', revision: 2 } as const;
        return { before, after, entry: entry('cancelled', before.createdAt) };
      });
      return bookings.update(changes);
    });
    await expect(run).rejects.toMatchObject({ code: 'overloaded' });
    expect(runs).toBeGreaterThan(1);
    expect([await find(stale.id), await find(beside.id)]).toEqual([current, beside]);
    expect([await stores.logOf(stale.id), await stores.logOf(beside.id)].map(({ length }) => length)).toEqual(
      [2, 1],
    );
  });

  it('reads the latest booking after waiting for the lock', async () => {
    const booking = holdOn(stores.clock, await flightOnSale(stores), ['10A']);
    await insert(booking);
    const versions = await atOnce(10, () =>
      stores.units.run(async ({ bookings }) => {
        await bookings.find(booking.id);
        const [before] = await bookings.lock([booking.id]);
        const after = { ...before!, version: before!.version + 1, revision: before!.revision + 1 };
        await bookings.update([{ before: before!, after, entry: entry('changed', before!.createdAt) }]);
        return after.version;
      }),
    );
    expect(versions.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(stores.retries).not.toContain('stale-read');
  });
});

describe('locking lapsed bookings', () => {
  const lapsed = (now: number, limit = 100) =>
    stores.units.run(async ({ bookings }) =>
      (await bookings.lockLapsed(now, limit)).map(({ id }) => id).sort(),
    );

  it.runIf(IN_DATABASE)('skips locked bookings without waiting', async () => {
    const facts = await flightOnSale(stores);
    const now = stores.clock.now();
    const past = { expiresAt: now };
    const [locked, free] = [
      holdOn(stores.clock, facts, ['10A'], past),
      holdOn(stores.clock, facts, ['10B'], past),
    ];
    for (const booking of [locked, free]) await insert(booking);
    await stores.units.run(async ({ bookings }) => {
      await bookings.lock([locked.id]);
      const found = await lapsed(now);
      expect([found.includes(locked.id), found.includes(free.id)]).toEqual([false, true]);
    });
  });

  it('finds lapsed holds and pending changes, except while a payment for them runs', async () => {
    const facts = await flightOnSale(stores);
    const now = stores.clock.now();
    const [past, future] = [{ expiresAt: now }, { expiresAt: now + 1 }];
    const pending = changeOf(facts);
    const paid = { status: 'confirmed', expiresAt: null } as const;
    const runningPaymentId = newId();
    const add = async (change: Partial<Booking>) => {
      const booking = holdOn(stores.clock, facts, ['10A'], change);
      await insert(booking);
      return booking;
    };
    const hold = await add(past);
    const change = await add({ ...paid, pendingChange: { ...pending, ...past } });
    await add(future);
    await add({ ...paid, pendingChange: { ...pending, ...future } });
    await add({ ...past, runningPaymentId });
    await add({ ...paid, pendingChange: { ...pending, ...past }, runningPaymentId });
    await add({ ...past, status: 'expired' });
    await add({ status: 'cancelled', expiresAt: null });
    await add(paid);
    expect(await lapsed(now)).toEqual([hold.id, change.id].sort());
    expect(await lapsed(now + 1)).toHaveLength(4);
    expect(await lapsed(now - 1)).toEqual([]);
    expect(await lapsed(now + DAY, 3)).toHaveLength(3);
  });

  it('finds no booking that is already marked as expired', async () => {
    const facts = await flightOnSale(stores);
    const booking = holdOn(stores.clock, facts, ['10A'], { expiresAt: stores.clock.now() });
    await insert(booking);
    await update(booking, { status: 'expired' });
    expect(await lapsed(stores.clock.now() + DAY)).toEqual([]);
  });
});
