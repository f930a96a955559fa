import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/shared/instant.js';
import type { SeatCounts } from '../../src/domain/flight/seat-counts.js';
import { block, hold, pin, release, sell, type SeatRecord } from '../../src/domain/booking/seat.js';
import { gbp } from '../support/builders/booking-builder.js';
import { entry, flightOnSale, flightWith, holdOn, lockSeats, newId, take } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

async function seatCountsOf(flightId: string): Promise<SeatCounts> {
  const all = await stores.reads.seatCounts('', 1_000);
  return all.find((seatCounts) => seatCounts.flightId === flightId)!;
}

/** Sends what is due in the outbox; returns the seat counts of one flight. */
async function sentOf(flightId: string): Promise<SeatCounts[]> {
  const sent: SeatCounts[] = [];
  await stores.outboxes[0].send(1_000, async (seatCounts) => {
    sent.push(...seatCounts.filter((each) => each.flightId === flightId));
    return [];
  });
  return sent;
}

async function write(flightId: string, seats: readonly string[], next: (record: SeatRecord) => SeatRecord) {
  await stores.units.run(async (inside) => {
    const records = await lockSeats(inside, flightId, seats);
    await inside.seats.write(records.map((before) => ({ before, after: next(before) })));
  });
}

describe('the seat counts of a flight', () => {
  it('are all of its seats when booking adds it, and are not sent', async () => {
    const { flightId } = await flightOnSale(stores);
    const { version, seatsLeft } = await seatCountsOf(flightId);
    expect(version).toBe(0);
    expect(seatsLeft).toEqual({ first: 0, business: 4, 'premium-economy': 0, economy: 8 });
    expect(await sentOf(flightId)).toEqual([]);
  });

  it('begin above any version that search may have stored before a restore', async () => {
    const before = Date.now() - MINUTE;
    const { flightId } = await flightOnSale(stores);
    await write(flightId, ['10A'], (record) => hold(record, newId(), stores.clock.now() + MINUTE, 0));
    const { version } = await seatCountsOf(flightId);
    expect(version).toBeGreaterThan(before);
    expect(version).toBeLessThan(Number.MAX_SAFE_INTEGER / 1_000);
    await write(flightId, ['10B'], (record) => hold(record, newId(), stores.clock.now() + MINUTE, 0));
    expect((await seatCountsOf(flightId)).version).toBe(version + 1);
  });

  it('are zero, and are sent, when booking adds it as cancelled', async () => {
    const { flightId } = await flightOnSale(stores, { status: 'cancelled' });
    const seatCounts = await seatCountsOf(flightId);
    expect(seatCounts.version).toBeGreaterThan(0);
    expect(seatCounts.seatsLeft).toEqual({ first: 0, business: 0, 'premium-economy': 0, economy: 0 });
    const map = await stores.reads.seatMap(flightId);
    expect(new Set(map!.seats.map(({ state }) => state))).toEqual(new Set(['blocked']));
    expect(await sentOf(flightId)).toEqual([seatCounts]);
  });

  it('change with its seats, and are sent each time with a higher version', async () => {
    const { flightId } = await flightOnSale(stores);
    const until = stores.clock.now() + MINUTE;
    const steps: [readonly string[], (record: SeatRecord) => SeatRecord, number, number][] = [
      [['10A', '10B', '1A'], (record) => hold(record, 'B1', until, 0), 3, 6],
      [['10A'], (record) => pin(record, until), 3, 6],
      [['10A', '1A'], (record) => sell(record, 'B1'), 3, 6],
      [['10B'], release, 3, 7],
      [['1A', '11A'], (record) => (record.seat === '1A' ? release(record) : block(record)), 4, 6],
    ];
    let { version } = await seatCountsOf(flightId);
    for (const [seats, next, business, economy] of steps) {
      await write(flightId, seats, next);
      const seatCounts = await seatCountsOf(flightId);
      expect(seatCounts.version).toBeGreaterThan(version);
      expect(seatCounts.seatsLeft).toEqual({ first: 0, business, 'premium-economy': 0, economy });
      expect(await sentOf(flightId)).toEqual([seatCounts]);
      expect(await sentOf(flightId)).toEqual([]);
      version = seatCounts.version;
    }
  });

  it('change for each flight whose seats a unit changes, and for no other', async () => {
    const [touched, alsoTouched, other] = [
      await flightOnSale(stores),
      await flightOnSale(stores),
      await flightOnSale(stores),
    ];
    const flights = [flightWith(touched, ['10A']), flightWith(alsoTouched, ['10A'])];
    await take(stores, holdOn(stores.clock, touched, ['10A'], { flights }));
    const left = async ({ flightId }: { readonly flightId: string }) =>
      (await seatCountsOf(flightId)).seatsLeft.economy;
    expect([await left(touched), await left(alsoTouched), await left(other)]).toEqual([7, 7, 8]);
    expect((await seatCountsOf(other.flightId)).version).toBe(0);
  });
});

describe('the seats that a traveller holds', () => {
  it('are counted by flight and booking: holds and pending changes, also pinned ones, and nothing else', async () => {
    const [one, other] = [await flightOnSale(stores), await flightOnSale(stores)];
    const travellerId = newId();
    const now = stores.clock.now();
    const both = { travellerId, flights: [flightWith(one, ['10A', '10B']), flightWith(other, ['1A', '1B'])] };
    const first = await take(stores, holdOn(stores.clock, one, ['10A', '10B'], both));
    const second = await take(stores, holdOn(stores.clock, one, ['10C'], { travellerId }));
    await take(stores, holdOn(stores.clock, one, ['10D']));
    await take(stores, holdOn(stores.clock, other, ['10A'], { travellerId, expiresAt: now - 1 }));
    const lapsing = await take(
      stores,
      holdOn(stores.clock, other, ['10B'], { travellerId, expiresAt: now - 1 }),
    );
    await write(other.flightId, ['10B'], (record) => pin(record, now + MINUTE));
    const changing = await change(travellerId);
    const expected = [
      { flightId: one.flightId, bookingId: first.id, seats: 2 },
      { flightId: other.flightId, bookingId: first.id, seats: 2 },
      { flightId: one.flightId, bookingId: second.id, seats: 1 },
      { flightId: other.flightId, bookingId: lapsing.id, seats: 1 },
      { flightId: changing.flightId, bookingId: changing.bookingId, seats: 1 },
    ].sort(byBooking);
    const inside = await stores.units.run(({ seats }) => seats.heldBy(travellerId, now));
    expect(inside.sort(byBooking)).toEqual(expected);
    expect((await stores.reads.heldBy(travellerId)).sort(byBooking)).toEqual(expected);
    expect(await stores.reads.heldBy(newId())).toEqual([]);
  });

  it('count until the moment they lapse', async () => {
    const facts = await flightOnSale(stores);
    const { travellerId, expiresAt } = await take(stores, holdOn(stores.clock, facts, ['10A']));
    const heldAt = (now: number) => stores.units.run(({ seats }) => seats.heldBy(travellerId, now));
    expect(await heldAt(expiresAt! - 1)).toHaveLength(1);
    expect(await heldAt(expiresAt!)).toEqual([]);
  });

  /** A paid booking with a pending change to one more seat: its sold seat does not count, the new one does. */
  async function change(travellerId: string) {
    const facts = await flightOnSale(stores);
    const hold = holdOn(stores.clock, facts, ['10A'], { travellerId });
    const booking = await take(stores, hold);
    await write(facts.flightId, ['10A'], (record) => sell(record, booking.id));
    const { passengers, createdAt } = booking;
    const expiresAt = createdAt + MINUTE;
    const flights = [flightWith(facts, ['10B'])];
    const pendingChange = { flights, passengers, amountDue: gbp(1), expiresAt, givenUp: null };
    await stores.units.run(async (inside) => {
      const records = await lockSeats(inside, facts.flightId, ['10B']);
      await inside.seats.write(records.map((before) => ({ before, after: holdFor(before) })));
      const after = { ...booking, status: 'confirmed', expiresAt: null, pendingChange, revision: 2 } as const;
      await inside.bookings.update([{ before: booking, after, entry: entry('change-requested', createdAt) }]);
    });
    function holdFor(record: SeatRecord): SeatRecord {
      return {
        ...record,
        state: 'held',
        owner: booking.id,
        heldUntil: expiresAt,
        version: record.version + 1,
      };
    }
    return { flightId: facts.flightId, bookingId: booking.id };
  }
});

describe('the owners on a flight', () => {
  it('are all bookings with seats on it, each once, lapsed holds included', async () => {
    const [facts, elsewhere] = [await flightOnSale(stores), await flightOnSale(stores)];
    const now = stores.clock.now();
    const held = await take(stores, holdOn(stores.clock, facts, ['10A', '10B']));
    const lapsed = await take(stores, holdOn(stores.clock, facts, ['10C'], { expiresAt: now - 1 }));
    await take(stores, holdOn(stores.clock, elsewhere, ['10A']));
    const sold = newId();
    await write(facts.flightId, ['1A'], (record) => sell(record, sold));
    await write(facts.flightId, ['1B'], block);
    const owners = await stores.units.run(({ seats }) => seats.ownersOn(facts.flightId));
    expect(owners.sort()).toEqual([held.id, lapsed.id, sold].sort());
    expect(await stores.units.run(({ seats }) => seats.ownersOn(newId()))).toEqual([]);
  });
});

function byBooking(a: { flightId: string; bookingId: string }, b: typeof a): number {
  return `${a.bookingId} ${a.flightId}` < `${b.bookingId} ${b.flightId}` ? -1 : 1;
}
