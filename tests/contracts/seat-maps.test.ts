import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BookingReads } from '../../src/application/booking/ports.js';
import { SeatMaps } from '../../src/application/booking/shared/seat-maps.js';
import type { SeatMapView } from '../../src/application/booking/views/seat-map-view.js';
import { block, pin, release, sell, type SeatRecord } from '../../src/domain/booking/seat.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { flightIn, gbp } from '../support/builders/booking-builder.js';
import { flightOnSale, holdOn, lockSeats, newId, take } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

/** The facts that search has, and all versions that the maps told the store to know. */
const inSearch = new Map<string, FlightFacts>();
let known: (number | null)[] = [];
let maps: SeatMaps;
beforeEach(() => {
  known = [];
  maps = new SeatMaps(
    countingReads(),
    { find: async (id) => inSearch.get(id) ?? null },
    stores.clock.elapsed,
  );
});

function countingReads(): BookingReads {
  const { reads } = stores;
  const seatStates = async (id: string, version: number | null) => {
    known.push(version);
    return await reads.seatStates(id, version);
  };
  return { seatStates, flights: (ids: readonly string[]) => reads.flights(ids) } as unknown as BookingReads;
}

const seatsIn = ({ cabins }: SeatMapView) => cabins.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats));

/** The seats of the map that are not available. */
async function taken(flightId: string): Promise<Record<string, string>> {
  const seats = seatsIn(await maps.find(flightId)).filter(({ state }) => state !== 'available');
  return Object.fromEntries(seats.map(({ seat, state }) => [seat, state]));
}

async function write(flightId: string, seat: string, change: (before: SeatRecord) => SeatRecord) {
  await stores.units.run(async (unit) => {
    const [before] = await lockSeats(unit, flightId, [seat]);
    await unit.seats.write([{ before: before!, after: change(before!) }]);
  });
}

describe('the states of a flight’s seats', () => {
  it('are null for an unknown flight', async () => {
    expect(await stores.reads.seatStates(newId(), null)).toBeNull();
    expect(await stores.reads.seatStates(newId(), 0)).toBeNull();
  });

  it('come with versions and time, and are left out if the version is known', async () => {
    const facts = await flightOnSale(stores, { version: 7 });
    const booking = await take(stores, holdOn(stores.clock, facts, ['10A']));
    const read = (await stores.reads.seatStates(facts.flightId, null))!;
    const map = (await stores.reads.seatMap(facts.flightId))!;
    expect(read).toMatchObject({ version: map.version, factsVersion: 7 });
    expect(Math.abs(read.now - stores.clock.now())).toBeLessThan(MINUTE);
    const free = { state: 'available', heldUntil: null, pinnedUntil: null };
    const states = map.seats.map(({ seat }) => {
      return seat === '10A'
        ? { seat, state: 'held', heldUntil: booking.expiresAt, pinnedUntil: null }
        : { seat, ...free };
    });
    const bySeat = (a: { seat: string }, b: { seat: string }) => (a.seat < b.seat ? -1 : 1);
    expect(read.seats!.map(only('seat', 'state', 'heldUntil', 'pinnedUntil')).sort(bySeat)).toEqual(
      states.sort(bySeat),
    );
    expect((await stores.reads.seatStates(facts.flightId, read.version))!.seats).toBeNull();
    expect((await stores.reads.seatStates(facts.flightId, read.version - 1))!.seats).toHaveLength(12);
  });

  it('are of the moment of their version while seats change', async () => {
    const { flightId } = await flightOnSale(stores);
    await write(flightId, '10A', block);
    const { version: first } = (await stores.reads.seatStates(flightId, null))!;
    const writing = { isOver: false };
    const writer = (async () => {
      for (let n = 1; n <= 60; n += 1) await write(flightId, '10A', n % 2 === 1 ? release : block);
      writing.isOver = true;
    })();
    const agreements: boolean[] = [];
    while (!writing.isOver) {
      const { version, seats } = (await stores.reads.seatStates(flightId, null))!;
      const { state } = seats!.find(({ seat }) => seat === '10A')!;
      agreements.push(state === ((version - first) % 2 === 0 ? 'blocked' : 'available'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writer;
    expect(agreements.every((agrees) => agrees)).toBe(true);
  });
});

describe('a seat map', () => {
  it('is neither read nor built again while nothing changes', async () => {
    const facts = await flightOnSale(stores);
    await take(stores, holdOn(stores.clock, facts, ['10A']));
    const map = await maps.find(facts.flightId);
    expect(await maps.find(facts.flightId)).toBe(map);
    expect(known).toEqual([null, map.version]);
  });

  it('shows each commit at once, and keeps the rows without a change', async () => {
    const facts = await flightOnSale(stores);
    const { flightId } = facts;
    expect(await taken(flightId)).toEqual({});
    await take(stores, holdOn(stores.clock, facts, ['10A']));
    const before = await maps.find(flightId);
    expect(await taken(flightId)).toEqual({ '10A': 'held' });
    await write(flightId, '11B', (record) => sell(record, newId()));
    expect(await taken(flightId)).toEqual({ '10A': 'held', '11B': 'sold' });
    await write(flightId, '11B', release);
    const after = await maps.find(flightId);
    expect(after.version).toBe(before.version + 2);
    expect(after.cabins).toEqual(before.cabins);
    expect(after.cabins[0]!.rows[0]).toBe(before.cabins[0]!.rows[0]);
  });

  it('shows the end of a hold without a write, and shows it as held again if the clock is set back', async () => {
    const facts = await flightOnSale(stores);
    const { flightId } = facts;
    await take(stores, holdOn(stores.clock, facts, ['10A'], { expiresAt: stores.clock.now() + 10 * MINUTE }));
    await take(stores, holdOn(stores.clock, facts, ['10B'], { expiresAt: stores.clock.now() + 20 * MINUTE }));
    const { version } = await maps.find(flightId);
    expect(await taken(flightId)).toEqual({ '10A': 'held', '10B': 'held' });
    stores.clock.step(11 * MINUTE);
    expect(await taken(flightId)).toEqual({ '10B': 'held' });
    stores.clock.step(10 * MINUTE);
    expect(await taken(flightId)).toEqual({});
    stores.clock.step(-10 * MINUTE);
    expect(await taken(flightId)).toEqual({ '10B': 'held' });
    stores.clock.step(-11 * MINUTE);
    expect(await taken(flightId)).toEqual({ '10A': 'held', '10B': 'held' });
    expect((await maps.find(flightId)).version).toBe(version);
  });

  it('shows a seat as held until the end of its pin', async () => {
    const facts = await flightOnSale(stores);
    await take(stores, holdOn(stores.clock, facts, ['10A']));
    const end = stores.clock.now() + 15 * MINUTE;
    await write(facts.flightId, '10A', (record) => pin(record, end));
    expect(await taken(facts.flightId)).toEqual({ '10A': 'held' });
    stores.clock.step(11 * MINUTE);
    expect(await taken(facts.flightId)).toEqual({ '10A': 'held' });
    stores.clock.step(5 * MINUTE);
    expect(await taken(facts.flightId)).toEqual({});
  });

  it('shows new fares without a change of seats', async () => {
    const facts = await flightOnSale(stores);
    await maps.find(facts.flightId);
    const fares = facts.fares.map(({ cabin }) => ({ cabin, price: gbp(12_345) }));
    await stores.units.run(({ flights }) => flights.update({ ...facts, version: 2, fares }));
    const map = await maps.find(facts.flightId);
    expect(seatsIn(map).every(({ price }) => price.amount === 12_345)).toBe(true);
    expect(await maps.find(facts.flightId)).toBe(map);
  });

  it('of a flight not stored shows the facts of search, then those of booking', async () => {
    const facts = flightIn(100, { flightId: newId() });
    const { flightId } = facts;
    await expect(maps.find(flightId)).rejects.toMatchObject({ code: 'not-found' });
    inSearch.set(flightId, facts);
    const map = await maps.find(flightId);
    expect(map.version).toBe(0);
    expect(await maps.find(flightId)).toBe(map);
    const cancelled = { ...facts, version: 2, status: 'cancelled' } as const;
    inSearch.set(flightId, cancelled);
    expect(Object.keys(await taken(flightId))).toHaveLength(12);
    // The seats' records say what their states are, even if the facts are the same as those of search.
    await stores.units.run(async ({ flights }) => {
      await flights.add(facts);
      await flights.update(cancelled);
    });
    expect(await taken(flightId)).toEqual({});
    await write(flightId, '10A', block);
    expect(await taken(flightId)).toEqual({ '10A': 'blocked' });
  });
});

function only<K extends string>(...keys: readonly K[]) {
  return <T extends Readonly<Record<K, unknown>>>(value: T): Pick<T, K> =>
    Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>;
}
