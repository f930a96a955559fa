import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RestoredFlights } from '../../src/application/booking/ports.js';
import type { Booking, BookingStatus } from '../../src/domain/booking/booking.js';
import { RESTORED_FACTS_VERSION } from '../../src/domain/flight/flight.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { sell } from '../../src/domain/booking/seat.js';
import { gbp } from '../support/builders/booking-builder.js';
import { entry, flightOnSale, flightWith, holdOn, lockSeats, newId, take } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

async function add(change: Partial<Booking>): Promise<Booking> {
  const booking = holdOn(stores.clock, await flightOnSale(stores), ['10A'], change);
  await stores.units.run(({ bookings }) => bookings.insert(booking, entry('held', booking.createdAt)));
  return booking;
}

describe('reading a booking', () => {
  it('returns it with the flights of it and of its pending change, and the time', async () => {
    const [old, wanted] = [await flightOnSale(stores), await flightOnSale(stores)];
    const now = stores.clock.now();
    const { passengers } = holdOn(stores.clock, old, ['10A']);
    const flights = [flightWith(wanted, ['10A'])];
    const pendingChange = { flights, passengers, amountDue: gbp(1), expiresAt: now + MINUTE, givenUp: null };
    const booking = await add({
      status: 'confirmed',
      expiresAt: null,
      flights: [flightWith(old, ['10A'])],
      pendingChange,
    });
    const found = await stores.reads.booking(booking.id);
    expect(found.bookings).toEqual([booking]);
    expect([...found.flights.values()]).toEqual(expect.arrayContaining([old, wanted]));
    expect(found.flights.size).toBe(2);
    expect(Math.abs(found.now - stores.clock.now())).toBeLessThan(1_000);
  });

  it('returns nothing when it does not exist', async () => {
    const found = await stores.reads.booking(newId());
    expect([found.bookings, found.flights.size]).toEqual([[], 0]);
  });
});

describe("a traveller's bookings", () => {
  const list = async (travellerId: string, status?: BookingStatus) =>
    (await stores.reads.bookingsOf(travellerId, status, undefined, 10)).bookings.map(({ id }) => id);

  it('are filtered by their status now: a hold is expired the moment it lapses', async () => {
    const travellerId = newId();
    const now = stores.clock.now();
    const added = {
      held: await add({ travellerId, createdAt: now - 1, expiresAt: now + MINUTE }),
      lapsed: await add({ travellerId, createdAt: now - 2, expiresAt: now }),
      paying: await add({ travellerId, createdAt: now - 3, expiresAt: now, runningPaymentId: newId() }),
      expired: await add({ travellerId, createdAt: now - 4, status: 'expired', expiresAt: now - 1 }),
      confirmed: await add({ travellerId, createdAt: now - 5, status: 'confirmed', expiresAt: null }),
      cancelled: await add({ travellerId, createdAt: now - 6, status: 'cancelled', expiresAt: null }),
    };
    await add({ status: 'held' });
    const ids = (...names: (keyof typeof added)[]) => names.map((name) => added[name].id);
    expect(await list(travellerId)).toEqual(Object.values(added).map(({ id }) => id));
    expect(await list(travellerId, 'held')).toEqual(ids('held', 'paying'));
    expect(await list(travellerId, 'expired')).toEqual(ids('lapsed', 'expired'));
    expect(await list(travellerId, 'confirmed')).toEqual(ids('confirmed'));
    expect(await list(travellerId, 'cancelled')).toEqual(ids('cancelled'));
    stores.clock.advance(MINUTE);
    expect(await list(travellerId, 'held')).toEqual(ids('paying'));
    expect(await list(travellerId, 'expired')).toEqual(ids('held', 'lapsed', 'expired'));
  });

  it('stay confirmed when a pending change has lapsed', async () => {
    const travellerId = newId();
    const { flights, passengers, createdAt } = holdOn(stores.clock, await flightOnSale(stores), ['10A']);
    const pendingChange = { flights, passengers, amountDue: gbp(1), expiresAt: createdAt, givenUp: null };
    const { id } = await add({ travellerId, status: 'confirmed', expiresAt: null, pendingChange });
    expect(await list(travellerId, 'confirmed')).toEqual([id]);
    expect(await list(travellerId, 'expired')).toEqual([]);
  });

  it('are returned newest first, a page at a time, each once, those of one moment by id', async () => {
    const travellerId = 'Łukasz 王';
    const now = stores.clock.now();
    const moments = [3, 1, 1, 1, 2, 4];
    const all: Booking[] = [];
    for (const n of moments) all.push(await add({ travellerId, createdAt: now + n }));
    const newestFirst = all.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    for (const size of [1, 2, 4]) {
      const seen: Booking[] = [];
      for (let pages = 0; pages <= all.length; pages += 1) {
        const { bookings } = await stores.reads.bookingsOf(travellerId, undefined, seen.at(-1), size);
        seen.push(...bookings);
        expect(bookings.length).toBeLessThanOrEqual(size);
      }
      expect(seen).toEqual(newestFirst);
    }
    const held = await stores.reads.bookingsOf(travellerId, 'held', newestFirst[2], 2);
    expect(held.bookings).toEqual(newestFirst.slice(3, 5));
  });

  it('are returned with all their flights and passengers', async () => {
    const [out, back] = [await flightOnSale(stores), await flightOnSale(stores)];
    const flights = [flightWith(out, ['11D', '1A', '10B']), flightWith(back, ['10C', '10A', '2B'])];
    const { passengers } = holdOn(stores.clock, out, ['11D', '1A', '10B']);
    const booking = await add({ flights, passengers });
    const found = await stores.reads.bookingsOf(booking.travellerId, undefined, undefined, 1);
    expect(found.bookings).toEqual([booking]);
    expect(found.flights).toEqual(
      new Map([
        [out.flightId, out],
        [back.flightId, back],
      ]),
    );
  });
});

describe('a seat map', () => {
  it('does not exist for an unknown flight', async () => {
    expect(await stores.reads.seatMap(newId())).toBeNull();
    const { flightId } = await flightOnSale(stores);
    const versions = await stores.reads.seatMapVersions([flightId, newId(), flightId]);
    expect([...versions]).toEqual([[flightId, 0]]);
    expect((await stores.reads.seatMapVersions([])).size).toBe(0);
  });

  it('shows one moment while seats change, with the version of that moment', async () => {
    const { flightId } = await flightOnSale(stores);
    const seats = ['10A', '10B', '10C', '10D', '11A', '11B'];
    const sellTwo = (n: number) =>
      stores.units.run(async (inside) => {
        const records = await lockSeats(inside, flightId, [seats[n % 6]!, seats[(n + 1) % 6]!]);
        await inside.seats.write(records.map((before) => ({ before, after: sell(before, newId()) })));
      });
    await sellTwo(0);
    const first = await stores.reads.seatMap(flightId);
    const writers = Promise.all(
      [0, 2, 4].map(async (writer) => {
        for (let n = 0; n < 15; n += 1) await sellTwo(writer + n);
      }),
    );
    const writing = { isOver: false };
    const ended = writers.then(() => (writing.isOver = true));
    // Each unit raises the map's version by one and the versions of two seats, so the two must always agree.
    const changesOf = (map: typeof first) => map!.seats.reduce((sum, { version }) => sum + version, 0) / 2;
    const offset = first!.version - changesOf(first);
    const agreements: boolean[] = [];
    while (!writing.isOver) {
      const map = await stores.reads.seatMap(flightId);
      agreements.push(map!.version - changesOf(map) === offset);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect(agreements.every((agrees) => agrees)).toBe(true);
    expect(changesOf(await stores.reads.seatMap(flightId))).toBe(46);
    const versions = await stores.reads.seatMapVersions([flightId]);
    expect(versions.get(flightId)).toBe(offset + 46);
  });

  it('shows the flight facts of the same moment', async () => {
    const facts = await flightOnSale(stores);
    const newer = { ...facts, version: 2, status: 'cancelled' } as const;
    await stores.units.run(({ flights }) => flights.update(newer));
    expect((await stores.reads.seatMap(facts.flightId))!.facts).toEqual(newer);
  });
});

describe('the seat counts of all flights', () => {
  it('are returned in the order of their ids, a page at a time, each once', async () => {
    for (let n = 0; n < 7; n += 1) await flightOnSale(stores, { flightId: `PAGE-${'BADCGFE'[n] ?? ''}` });
    const facts = await flightOnSale(stores, { flightId: 'PAGE-a' });
    await take(stores, holdOn(stores.clock, facts, ['10A', '1A']));
    const seen: string[] = [];
    let last = 'PAGE';
    for (;;) {
      const page = await stores.reads.seatCounts(last, 3);
      const mine = page.filter(({ flightId }) => flightId.startsWith('PAGE-'));
      seen.push(...mine.map(({ flightId }) => flightId));
      if (mine.length < 3) break;
      last = mine.at(-1)!.flightId;
    }
    expect(seen).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'a'].map((letter) => `PAGE-${letter}`));
    const [counts] = await stores.reads.seatCounts('PAGE-G', 1);
    expect(counts).toMatchObject({ flightId: 'PAGE-a', seatsLeft: { first: 0, business: 3, economy: 7 } });
    expect(counts!.version).toBe((await stores.reads.seatMap('PAGE-a'))!.version);
  });
});

describe('the flights whose facts were restored', () => {
  it('are found page by page, until facts from search replace them', async () => {
    for (let n = 0; n < 5; n += 1) {
      const version = n % 2 === 0 ? RESTORED_FACTS_VERSION : 3;
      await flightOnSale(stores, { flightId: `RESTORED-${n}`, version });
    }
    const find = async () => {
      const found: string[] = [];
      for (let after: string | null = 'RESTORED'; after !== null;) {
        const page: RestoredFlights = await stores.reads.restoredFlights(after, 2);
        found.push(...page.flightIds.filter((id) => id.startsWith('RESTORED-')));
        after = page.last;
      }
      return found;
    };
    expect(await find()).toEqual(['RESTORED-0', 'RESTORED-2', 'RESTORED-4']);
    const known = (await stores.reads.flights(['RESTORED-2'])).get('RESTORED-2')!;
    await stores.units.run(({ flights }) => flights.update({ ...known, version: 1 }));
    expect(await find()).toEqual(['RESTORED-0', 'RESTORED-4']);
  });
});
