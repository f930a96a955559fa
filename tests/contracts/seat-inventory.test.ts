import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { block, hold, pin, release, sell, unpin, type SeatRecord } from '../../src/domain/booking/seat.js';
import {
  comesWithin,
  flightOnSale,
  isStaleRead,
  lockSeats,
  newId,
  seatOf,
  signal,
} from '../support/stores/scene.js';
import { IN_DATABASE, openBookingStores, type BookingStores } from '../support/stores/stores.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

const change = (before: SeatRecord, after: (record: SeatRecord) => SeatRecord): SeatChange => ({
  before,
  after: after(before),
});

/** Locks and changes a seat in a unit of its own. */
async function write(flightId: string, seat: string, next: (record: SeatRecord) => SeatRecord) {
  return await stores.units.run(async (inside) => {
    const [before] = await lockSeats(inside, flightId, [seat]);
    const written = change(before!, next);
    await inside.seats.write([written]);
    return written;
  });
}

describe('locking seats', () => {
  it('returns named seats and seats of cabins together, each once, sorted by flight and seat', async () => {
    const [a, b] = [await flightOnSale(stores), await flightOnSale(stores)];
    const [first, second] = [a.flightId, b.flightId].sort() as [string, string];
    const records = await stores.units.run(({ seats }) =>
      seats.lock([
        { flightId: second, seats: ['2B', '10C', '1A'], cabins: [] },
        { flightId: first, seats: ['11A', '1B'], cabins: ['business'] },
      ]),
    );
    expect(records.map(({ flightId, seat }) => `${flightId} ${seat}`)).toEqual([
      ...['11A', '1A', '1B', '2A', '2B'].map((seat) => `${first} ${seat}`),
      ...['10C', '1A', '2B'].map((seat) => `${second} ${seat}`),
    ]);
  });

  it('leaves out seats that the flight does not have, and unknown flights', async () => {
    const { flightId } = await flightOnSale(stores);
    const records = await stores.units.run(async (inside) => [
      ...(await lockSeats(inside, flightId, ['10A', '99Z'])),
      ...(await lockSeats(inside, newId(), ['10A'])),
      ...(await inside.seats.lock([{ flightId, seats: [], cabins: ['first'] }])),
      ...(await inside.seats.lock([{ flightId, seats: [], cabins: [] }])),
      ...(await inside.seats.lock([])),
      ...(await inside.seats.lockUnlocked([])),
    ]);
    expect(records.map(({ seat }) => seat)).toEqual(['10A']);
  });

  it('makes other units wait until the unit ends, and then read what it wrote', async () => {
    const { flightId } = await flightOnSale(stores);
    const isLocked = signal();
    const mayWrite = signal();
    const first = stores.units.run(async (inside) => {
      const [before] = await lockSeats(inside, flightId, ['10A']);
      isLocked.give();
      await mayWrite.given;
      await inside.seats.write([change(before!, (record) => sell(record, newId()))]);
    });
    await isLocked.given;
    let runs = 0;
    const second = stores.units.run(async (inside) => {
      runs += 1;
      return await lockSeats(inside, flightId, ['10A']);
    });
    expect(await comesWithin(150, second)).toBe(false);
    mayWrite.give();
    await first;
    expect((await second)[0]).toMatchObject({ state: 'sold', version: 1 });
    expect(runs).toBe(1);
  });

  it.runIf(IN_DATABASE)('does not lock the neighbouring seats', async () => {
    const [one, other] = [await flightOnSale(stores), await flightOnSale(stores)];
    await stores.units.run(async (inside) => {
      await inside.seats.lock([
        { flightId: one.flightId, seats: ['10A', '10C'], cabins: [] },
        { flightId: other.flightId, seats: ['10A'], cabins: ['business'] },
      ]);
      const beside = stores.units.run(({ seats }) =>
        seats.lock([
          { flightId: one.flightId, seats: ['10B', '10D'], cabins: [] },
          { flightId: other.flightId, seats: ['10B'], cabins: [] },
        ]),
      );
      expect(await comesWithin(1_500, beside)).toBe(true);
    });
  });

  it.runIf(IN_DATABASE)('without waiting leaves out seats that another unit has locked', async () => {
    const { flightId } = await flightOnSale(stores);
    await stores.units.run(async (inside) => {
      await lockSeats(inside, flightId, ['10A', '11B']);
      const free = await stores.units.run(({ seats }) =>
        seats.lockUnlocked(['11B', '10C', '10A', '10B'].map((seat) => ({ flightId, seat }))),
      );
      expect(free.map(({ seat }) => seat)).toEqual(['10B', '10C']);
    });
  });

  it.skipIf(IN_DATABASE)(
    'without waiting returns all seats in memory, where units run one by one',
    async () => {
      const { flightId } = await flightOnSale(stores);
      const refs = ['11B', '10C', '10A'].map((seat) => ({ flightId, seat }));
      const locked = stores.units.run((inside) => lockSeats(inside, flightId, ['10A']));
      const free = await stores.units.run(({ seats }) => seats.lockUnlocked(refs));
      expect([await locked, free].map(({ length }) => length)).toEqual([1, 3]);
    },
  );
});

describe('writing seats', () => {
  it('stores every field of a record in every state of a seat', async () => {
    const { flightId } = await flightOnSale(stores);
    const [owner, until] = [newId(), stores.clock.now() + 10 * MINUTE];
    const steps: ((record: SeatRecord) => SeatRecord)[] = [
      (record) => hold(record, owner, until, stores.clock.now()),
      (record) => pin(record, until + 1),
      (record) => unpin(record),
      (record) => sell(record, owner),
      (record) => release(record),
      (record) => block(record),
    ];
    for (const step of steps) {
      const { after } = await write(flightId, '10A', step);
      expect(await seatOf(stores, flightId, '10A')).toEqual(after);
    }
    expect((await seatOf(stores, flightId, '10A')).version).toBe(steps.length);
  });

  it('fails for a record that another unit has changed since it was read, and writes nothing', async () => {
    const { flightId } = await flightOnSale(stores);
    const [stale, beside] = await stores.units.run((inside) => lockSeats(inside, flightId, ['10A', '10B']));
    const { after } = await write(flightId, '10A', (record) => sell(record, newId()));
    const mapBefore = await stores.reads.seatMap(flightId);
    let runs = 0;
    // Without a lock, only the guard detects the change.
    const run = stores.units.run(({ seats }) => {
      runs += 1;
      return seats.write([stale!, beside!].map((record) => change(record, (seat) => sell(seat, newId()))));
    });
    await expect(run).rejects.toMatchObject({ code: 'overloaded' });
    expect(runs).toBeGreaterThan(1);
    expect(await seatOf(stores, flightId, '10A')).toEqual(after);
    expect({ ...(await stores.reads.seatMap(flightId)), now: 0 }).toEqual({ ...mapBefore, now: 0 });
  });

  it('fails for a record of which only the owner or only the version has changed', async () => {
    const { flightId } = await flightOnSale(stores);
    const { after } = await write(flightId, '10A', (record) => sell(record, newId()));
    for (const other of [{ owner: null }, { owner: newId() }, { version: 0 }, { version: 2 }]) {
      const changes = [change({ ...after, ...other }, release)];
      expect(await isStaleRead(stores, ({ seats }) => seats.write(changes))).toBe(true);
    }
    expect(await seatOf(stores, flightId, '10A')).toEqual(after);
  });

  it('can change a seat twice in one unit, and raises the version of the seat counts once', async () => {
    const { flightId } = await flightOnSale(stores);
    await write(flightId, '11D', (record) => hold(record, newId(), stores.clock.now(), stores.clock.now()));
    const before = await stores.reads.seatMap(flightId);
    await stores.units.run(async (inside) => {
      const [record, beside] = await lockSeats(inside, flightId, ['10A', '10B']);
      const held = hold(record!, newId(), stores.clock.now(), stores.clock.now());
      await inside.seats.write([{ before: record!, after: held }]);
      await inside.seats.write([change(held, (seat) => sell(seat, newId())), change(beside!, block)]);
    });
    const after = await stores.reads.seatMap(flightId);
    expect(after!.version).toBe(before!.version + 1);
    expect(await seatOf(stores, flightId, '10A')).toMatchObject({ state: 'sold', version: 2 });
    const [counts] = await stores.reads.seatCounts('', 1_000).then((all) => all.filter(isOf(flightId)));
    expect(counts!.seatsLeft).toEqual({ first: 0, business: 4, 'premium-economy': 0, economy: 5 });
  });

  it('changes nothing when the list is empty', async () => {
    const { flightId } = await flightOnSale(stores);
    const before = await stores.reads.seatMapVersions([flightId]);
    await stores.units.run(({ seats }) => seats.write([]));
    expect(await stores.reads.seatMapVersions([flightId])).toEqual(before);
  });
});

const isOf = (wanted: string) => (counts: { readonly flightId: string }) => counts.flightId === wanted;
