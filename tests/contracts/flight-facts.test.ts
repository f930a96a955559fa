import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { flightIn, gbp } from '../support/builders/booking-builder.js';
import { atOnce, flightOnSale, newId } from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

const add = (facts: FlightFacts) => stores.units.run(({ flights }) => flights.add(facts));
const update = (facts: FlightFacts) => stores.units.run(({ flights }) => flights.update(facts));
const find = async (flightId: string) =>
  (await stores.units.run(({ flights }) => flights.find([flightId]))).get(flightId);

/** A flight with every field filled. */
function aFlight(): FlightFacts {
  return flightIn(100, {
    flightId: newId(),
    version: 3,
    origin: { code: 'ZRH', city: 'Zürich' },
    destination: { code: 'KTM', city: 'काठमाडौँ' },
    departure: { at: 1_800_000_000_000, local: '2027-01-15T09:00:00', timeZone: 'Europe/Zurich' },
    arrival: { at: 1_800_030_000_000, local: '2027-01-15T22:05:00', timeZone: 'Asia/Kathmandu' },
    fares: [
      { cabin: 'first', price: gbp(900_000) },
      { cabin: 'premium-economy', price: gbp(70_001) },
    ],
    sections: [
      { cabin: 'first', firstRow: 1, lastRow: 1, columns: 'A-B' },
      {
        cabin: 'premium-economy',
        firstRow: 12,
        lastRow: 14,
        columns: 'ABC-DEF',
        skippedRows: [13],
        exitRows: [12],
        extraLegroomRows: [12],
        missing: ['12A'],
      },
    ],
  });
}

describe('a flight that booking adds', () => {
  it('is stored with all flight facts and all of its seats', async () => {
    const facts = aFlight();
    expect(await add(facts)).toBe(true);
    expect(await find(facts.flightId)).toEqual(facts);
    expect((await stores.reads.flights([facts.flightId])).get(facts.flightId)).toEqual(facts);
    const map = await stores.reads.seatMap(facts.flightId);
    expect(map!.facts).toEqual(facts);
    expect(map!.seats.map(({ seat }) => seat).sort()).toEqual(
      ['1A', '1B', '12B', '12C', '12D', '12E', '12F', '14A', '14B', '14C', '14D', '14E', '14F'].sort(),
    );
    const notHeld = { heldSince: null, heldUntil: null, pinnedUntil: null };
    const untouched = { state: 'available', owner: null, ...notHeld, version: 0 };
    for (const record of map!.seats) {
      const cabin =
        record.seat.startsWith('12') || record.seat.startsWith('14') ? 'premium-economy' : 'first';
      expect(record).toEqual({ flightId: facts.flightId, seat: record.seat, cabin, ...untouched });
    }
  });

  it('is added once, and stays as first added', async () => {
    const facts = aFlight();
    await add(facts);
    expect(await add({ ...facts, version: 9, status: 'cancelled' })).toBe(false);
    expect(await find(facts.flightId)).toEqual(facts);
  });

  it('is added once by twenty concurrent units', async () => {
    const facts = aFlight();
    const added = await atOnce(20, () => add(facts));
    expect(added.filter((isNew) => isNew)).toHaveLength(1);
    expect((await stores.reads.seatMap(facts.flightId))!.seats).toHaveLength(13);
  });

  it('is added once when the first unit that adds it fails', async () => {
    const facts = aFlight();
    let begun = 0;
    const outcomes = await atOnce(20, () =>
      stores.units
        .run(async ({ flights }) => {
          const isNew = await flights.add(facts);
          if (isNew) begun += 1;
          if (isNew && begun === 1) throw new Error('the first one fails');
          return isNew ? 'new' : 'known';
        })
        .catch(() => 'failed'),
    );
    const expected = ['failed', 'new', ...Array.from({ length: 18 }, () => 'known')];
    expect(outcomes.sort()).toEqual(expected.sort());
  });

  it('lets a unit continue that adds it a second time', async () => {
    const [known, unmet] = [aFlight(), aFlight()];
    await add(known);
    const added = await stores.units.run(async ({ flights }) => [
      await flights.add(known),
      await flights.add(unmet),
    ]);
    expect(added).toEqual([false, true]);
    expect(await find(unmet.flightId)).toEqual(unmet);
  });
});

describe('changed flight facts', () => {
  it('are stored if they are newer, and leave seats and seat counts unchanged', async () => {
    const facts = aFlight();
    await add(facts);
    const before = await stores.reads.seatMap(facts.flightId);
    const newer: FlightFacts = { ...facts, version: 4, status: 'cancelled', destination: facts.origin };
    expect(await update(newer)).toBe(true);
    const after = await stores.reads.seatMap(facts.flightId);
    expect({ ...after, now: 0 }).toEqual({ ...before, facts: newer, now: 0 });
  });

  it('are ignored if they have the same or an older version, or are of an unknown flight', async () => {
    const facts = aFlight();
    await add(facts);
    expect(await update({ ...facts, status: 'cancelled' })).toBe(false);
    expect(await update({ ...facts, version: 2, status: 'cancelled' })).toBe(false);
    expect(await update(aFlight())).toBe(false);
    expect(await find(facts.flightId)).toEqual(facts);
  });

  it('end with the highest of many concurrent versions', async () => {
    const facts = aFlight();
    await add(facts);
    const versions = [7, 4, 12, 9, 5, 11, 6, 10, 8, 3];
    await atOnce(versions.length, (n) => update({ ...facts, version: versions[n]! }));
    expect((await find(facts.flightId))?.version).toBe(12);
  });
});

describe('finding flights', () => {
  it('leaves out unknown ones', async () => {
    const [one, other] = [await flightOnSale(stores), await flightOnSale(stores)];
    const ids = [other.flightId, newId(), one.flightId, other.flightId];
    const found = await stores.units.run(({ flights }) => flights.find(ids));
    expect([...found.keys()].sort()).toEqual([one.flightId, other.flightId].sort());
    expect((await stores.units.run(({ flights }) => flights.find([]))).size).toBe(0);
    expect((await stores.reads.flights([])).size).toBe(0);
  });
});
