import { describe, expect, it } from 'vitest';
import type { BookingReads } from '../../src/application/booking/ports.js';
import { CACHED_MS_MAX, SeatMapCache } from '../../src/application/booking/shared/seat-map-cache.js';
import { SeatMaps } from '../../src/application/booking/shared/seat-maps.js';
import type { SeatMapView } from '../../src/application/booking/views/seat-map-view.js';
import { layoutOf } from '../../src/domain/flight/aircraft-layout.js';
import type { SeatState } from '../../src/domain/booking/seat.js';
import { flightIn, gbp, NOW } from '../support/builders/booking-builder.js';

/** A store of one flight that changes without other versions, as after a failover that lost commits. */
function storeWithLostCommits() {
  const stored = { version: 5, state: 'sold' as SeatState, facts: flightIn(100) };
  const seatStates = async (_: string, knownVersion: number | null) => {
    const seats = [{ seat: '10A', state: stored.state, heldUntil: null, pinnedUntil: null }];
    const { version } = stored;
    return { version, factsVersion: 1, now: NOW, seats: knownVersion === version ? null : seats };
  };
  const flights = async () => new Map([['F1', stored.facts]]);
  return { stored, reads: { seatStates, flights } as unknown as BookingReads };
}

describe('a cached seat map', () => {
  it('is used for ten seconds at most, even if it is looked at all the time', async () => {
    const { stored, reads } = storeWithLostCommits();
    let elapsed = 0;
    const maps = new SeatMaps(reads, { find: async () => null }, () => elapsed);
    const seat = async () => {
      const { seats } = (await maps.find('F1')).cabins.find(({ cabin }) => cabin === 'economy')!.rows[0]!;
      return seats.find((view) => view.seat === '10A');
    };
    expect(await seat()).toMatchObject({ state: 'sold', price: gbp(10_000) });
    stored.state = 'available';
    stored.facts = { ...stored.facts, fares: stored.facts.fares.map((fare) => ({ ...fare, price: gbp(1) })) };
    for (; elapsed < CACHED_MS_MAX; elapsed += CACHED_MS_MAX / 4) {
      expect(await seat()).toMatchObject({ state: 'sold' });
    }
    expect(await seat()).toMatchObject({ state: 'available', price: gbp(1) });
  });

  it('has its facts read again after ten seconds, even if its seats change all the time', async () => {
    const { stored, reads } = storeWithLostCommits();
    let elapsed = 0;
    const maps = new SeatMaps(reads, { find: async () => null }, () => elapsed);
    const price = async () => (await maps.find('F1')).cabins[0]!.price;
    expect(await price()).toEqual(gbp(40_000));
    stored.facts = { ...stored.facts, fares: stored.facts.fares.map((fare) => ({ ...fare, price: gbp(1) })) };
    for (; elapsed < CACHED_MS_MAX; elapsed += CACHED_MS_MAX / 4) {
      stored.version += 1;
      expect(await price()).toEqual(gbp(40_000));
    }
    expect(await price()).toEqual(gbp(1));
  });

  it('keeps its layout when its seats change, without computing it again', async () => {
    const { stored, reads } = storeWithLostCommits();
    const maps = new SeatMaps(reads, { find: async () => null }, () => 0);
    const { layout, version } = await maps.find('F1');
    stored.version += 1;
    stored.state = 'available';
    const after = await maps.find('F1');
    expect(after.version).toBe(version + 1);
    expect(after.layout).toBe(layout);
  });

  it('is dropped when newer maps have a hundred thousand seats together', () => {
    const cache = new SeatMapCache(() => 0);
    const put = (flightId: string, seats: number) =>
      cache.put({
        map: mapOf(flightId, seats),
        isStored: true,
        factsVersion: 1,
        readAt: NOW,
        until: Infinity,
        factsReadAt: 0,
      });
    const cached = () => ['A', 'B', 'C', 'D'].filter((id) => cache.find(id) !== null).join('');
    put('A', 40_000);
    put('B', 40_000);
    put('A', 50_000);
    expect(cached()).toBe('AB');
    put('C', 20_000);
    expect(cached()).toBe('AC');
    put('D', 100_000);
    expect(cached()).toBe('D');
    put('C', 100_001);
    expect(cached()).toBe('');
    put('A', 100_000);
    expect(cached()).toBe('A');
  });
});

function mapOf(flightId: string, seats: number): SeatMapView {
  const price = gbp(1);
  const seat = { seat: '1A', state: 'available', features: [], price } as const;
  const rows = [{ row: 1, seats: Array.from({ length: seats }, () => seat) }];
  const layout = layoutOf([{ cabin: 'economy', firstRow: 1, lastRow: 1, columns: 'A' }]);
  return { flightId, version: 1, layout, cabins: [{ cabin: 'economy', price, rows }] };
}
