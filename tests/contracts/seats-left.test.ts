import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import type { SeatCounts } from '../../src/domain/flight/seat-counts.js';
import { aCatalogueFlight, loadPlaces } from '../support/stores/catalogue-scene.js';
import { newId } from '../support/stores/scene.js';
import { openSearchStores, type SearchStores } from '../support/stores/stores.js';

let stores: SearchStores;
beforeAll(async () => {
  stores = await openSearchStores();
  await loadPlaces(stores);
});
afterAll(() => stores.close());

async function aFlight(): Promise<CatalogueFlight> {
  const flight = aCatalogueFlight();
  await stores.loader.loadFlights([flight]);
  return flight;
}

/** Seat counts whose economy count equals their version. */
function seatCounts(flightId: string, version: number): SeatCounts {
  const seatsLeft = { first: 0, business: 1, 'premium-economy': 2, economy: version };
  return { flightId, version, seatsLeft };
}

const economyOf = async (id: string) => (await stores.reads.flight(id))!.seatsLeft.economy;

describe('seats left', () => {
  it('are the received seat counts of every cabin, and nothing else of the flight changes', async () => {
    const flight = await aFlight();
    const seatsLeft = { first: 4, business: 3, 'premium-economy': 2, economy: 1 };
    const received = { flightId: flight.id, version: 1_800_000_000, seatsLeft };
    expect(await stores.seatsLeft.record([received])).toEqual([]);
    expect(await stores.reads.flight(flight.id)).toEqual({ ...flight, seatsLeft });
  });

  it('are those of the highest version, in any order of arrival', async () => {
    const { id } = await aFlight();
    for (const [version, expected] of [
      [3, 3],
      [2, 3],
      [5, 5],
      [4, 5],
      [1, 5],
    ] as const) {
      await stores.seatsLeft.record([seatCounts(id, version)]);
      expect(await economyOf(id)).toBe(expected);
    }
    await stores.seatsLeft.record([{ ...seatCounts(id, 5), seatsLeft: seatCounts(id, 9).seatsLeft }]);
    expect(await economyOf(id)).toBe(5);
  });

  it('are those of the highest version when one message has several of a flight', async () => {
    const [up, down] = [await aFlight(), await aFlight()];
    await stores.seatsLeft.record([seatCounts(up.id, 1), seatCounts(up.id, 2), seatCounts(up.id, 3)]);
    await stores.seatsLeft.record([seatCounts(down.id, 3), seatCounts(down.id, 2), seatCounts(down.id, 1)]);
    expect([await economyOf(up.id), await economyOf(down.id)]).toEqual([3, 3]);
  });

  it('are stored for known flights, and the ids of unknown flights are returned', async () => {
    const [one, other] = [await aFlight(), await aFlight()];
    const unknown = [newId(), newId()];
    const received = [unknown[0]!, one.id, unknown[1]!, other.id].map((id) => seatCounts(id, 7));
    expect([...(await stores.seatsLeft.record(received))].sort()).toEqual(unknown.sort());
    expect([await economyOf(one.id), await economyOf(other.id)]).toEqual([7, 7]);
    expect(await stores.seatsLeft.record([])).toEqual([]);
  });

  it('end at the highest version when twenty messages arrive at once, in any order', async () => {
    const flights = [await aFlight(), await aFlight(), await aFlight()];
    const versions = Array.from({ length: 20 }, (_, n) => n + 1).sort(() => Math.random() - 0.5);
    await Promise.all(
      versions.map((version) => {
        const shuffled = flights.toSorted(() => Math.random() - 0.5);
        return stores.seatsLeft.record(shuffled.map(({ id }) => seatCounts(id, version)));
      }),
    );
    for (const { id } of flights) expect(await economyOf(id)).toBe(20);
  });
});
