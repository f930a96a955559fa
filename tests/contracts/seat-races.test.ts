import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../src/domain/booking/booking.js';
import { hasLapsed, hold, isFree, release, sell } from '../../src/domain/booking/seat.js';
import {
  atOnce,
  entry,
  flightOnSale,
  holdOn,
  lockSeats,
  newId,
  seatOf,
  take,
} from '../support/stores/scene.js';
import { IN_DATABASE, openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

describe('twenty buyers at once', () => {
  it('of the last seat: one gets it, and the others see it taken', async () => {
    const facts = await flightOnSale(stores);
    const bookings = Array.from({ length: 20 }, () => holdOn(stores.clock, facts, ['10A']));
    const outcomes = await Promise.all(bookings.map((booking) => buy(booking)));
    const winners = bookings.filter((_, n) => outcomes[n] === 'taken by me');
    expect(outcomes.filter((outcome) => outcome === 'taken by another')).toHaveLength(19);
    expect(winners).toHaveLength(1);
    const record = await seatOf(stores, facts.flightId, '10A');
    expect(record).toMatchObject({ state: 'held', owner: winners[0]!.id, version: 1 });
    const stored = await Promise.all(bookings.map(({ id }) => stores.reads.booking(id)));
    expect(stored.flatMap((found) => found.bookings).map(({ id }) => id)).toEqual([winners[0]!.id]);
  });

  it('of the last seat wait for its lock, and no unit runs twice', async () => {
    const facts = await flightOnSale(stores);
    const retriesBefore = stores.retries.length;
    await atOnce(20, () => buy(holdOn(stores.clock, facts, ['10A'])));
    expect((await seatOf(stores, facts.flightId, '10A')).version).toBe(1);
    // Without locks the guard would still sell the seat once, but it would roll back the other units, which run again.
    expect(stores.retries.slice(retriesBefore)).toEqual([]);
  });

  it('of twelve seats: twelve get one each, and the seat counts are zero', async () => {
    const facts = await flightOnSale(stores);
    const { flightId } = facts;
    const cabins = ['business', 'economy'] as const;
    const taken = await atOnce(20, async () => {
      const owner = newId();
      return await stores.units.run(async ({ seats }) => {
        const records = await seats.lock([{ flightId, seats: [], cabins }]);
        const free = records.find((record) => isFree(record, stores.clock.now()));
        if (free === undefined) return null;
        await seats.write([{ before: free, after: sell(free, owner) }]);
        return owner;
      });
    });
    const owners = taken.filter((owner) => owner !== null);
    const map = await stores.reads.seatMap(flightId);
    expect(map!.seats.map(({ owner }) => owner).sort()).toEqual(owners.sort());
    const counts = await stores.reads.seatCounts('', 100);
    const { seatsLeft } = counts.find((each) => each.flightId === flightId)!;
    expect(seatsLeft).toEqual({ first: 0, business: 0, 'premium-economy': 0, economy: 0 });
  });

  /** Holds the booking's only seat if it is free. */
  async function buy(booking: Booking): Promise<'taken by me' | 'taken by another'> {
    const [flight] = booking.flights;
    return await stores.units.run(async (inside) => {
      const [record] = await lockSeats(inside, flight!.flightId, ['10A']);
      if (!isFree(record!, await inside.now())) return 'taken by another';
      await inside.seats.write([
        { before: record!, after: hold(record!, booking.id, booking.expiresAt!, booking.createdAt) },
      ]);
      await inside.bookings.insert(booking, entry('held', booking.createdAt));
      return 'taken by me';
    });
  }
});

describe('two units that want the same two seats', () => {
  const ROUNDS = 12;

  it('both finish, and nothing is lost, when they lock them in opposite orders', async () => {
    const { flightId } = await flightOnSale(stores);
    const retriesBefore = stores.retries.length;
    for (let round = 0; round < ROUNDS; round += 1) {
      const both = [sellBoth(flightId, ['10A', '10B']), sellBoth(flightId, ['10B', '10A'])];
      const ends = await Promise.allSettled(both);
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    }
    for (const seat of ['10A', '10B']) {
      expect((await seatOf(stores, flightId, seat)).version).toBe(2 * ROUNDS);
    }
    // Without a deadlock the units never ran at the same time, and the test would show nothing.
    if (IN_DATABASE) expect(stores.retries.slice(retriesBefore)).toContain('deadlock');
  });

  it('never deadlock when they lock them with one call, in any order of naming', async () => {
    const [one, other] = [await flightOnSale(stores), await flightOnSale(stores)];
    const retriesBefore = stores.retries.length;
    const namings = [[one, other] as const, [other, one] as const];
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(namings.map((flights) => sellOnBoth(flights.map(({ flightId }) => flightId))));
    }
    for (const { flightId } of [one, other]) {
      expect((await seatOf(stores, flightId, '10A')).version).toBe(2 * ROUNDS);
    }
    expect(stores.retries.slice(retriesBefore)).toEqual([]);
  });

  async function sellBoth(flightId: string, order: readonly string[]): Promise<void> {
    const owner = newId();
    await stores.units.run(async (inside) => {
      for (const seat of order) {
        const [before] = await lockSeats(inside, flightId, [seat]);
        await inside.seats.write([{ before: before!, after: sell(before!, owner) }]);
        await sleep(3);
      }
    });
  }

  async function sellOnBoth(flightIds: readonly string[]): Promise<void> {
    const owner = newId();
    await stores.units.run(async ({ seats }) => {
      const names = flightIds[0]! < flightIds[1]! ? ['10A', '10B'] : ['10B', '10A'];
      const selections = flightIds.map((flightId) => ({ flightId, seats: names, cabins: [] }));
      const records = await seats.lock(selections);
      await seats.write(records.map((before) => ({ before, after: sell(before, owner) })));
    });
  }
});

describe('a hold that lapses and is paid at the same instant', () => {
  it('is either expired or confirmed, and its seat and booking agree', async () => {
    const facts = await flightOnSale(stores);
    const seats = ['10A', '10B', '10C', '10D', '11A', '11B', '11C', '11D'];
    const wins = { swept: 0, paid: 0 };
    for (const seat of seats) {
      const booking = await take(
        stores,
        holdOn(stores.clock, facts, [seat], { expiresAt: stores.clock.now() }),
      );
      // The unit that begins a little earlier often wins, so the delays are random.
      const head = Math.round(Math.random() * 3);
      const [isSwept, isPaid] = await Promise.all([
        sleep(head).then(() => sweep(booking, seat)),
        sleep(3 - head).then(() => pay(booking, seat)),
      ]);
      if (isSwept) wins.swept += 1;
      if (isPaid) wins.paid += 1;
      await agree(booking, seat, isPaid ? 'paid' : 'swept');
    }
    expect(wins.swept + wins.paid).toBe(seats.length);
  });

  /** Like the sweeper: skips locked rows, and retries until the hold is swept or paid. */
  async function sweep(booking: Booking, seat: string): Promise<boolean> {
    const { flightId } = booking.flights[0]!;
    for (;;) {
      const outcome = await stores.units.run(async (inside) => {
        const seen = await inside.bookings.find(booking.id);
        if (seen?.status !== 'held') return 'not mine';
        const lapsed = await inside.bookings.lockLapsed(await inside.now(), 100);
        const before = lapsed.find(({ id }) => id === booking.id);
        const [record] = await inside.seats.lockUnlocked([{ flightId, seat }]);
        if (record === undefined || before === undefined) return 'later';
        if (!hasLapsed(record, await inside.now())) return 'not mine';
        await inside.seats.write([{ before: record, after: release(record) }]);
        const after = { ...before, status: 'expired', revision: before.revision + 1 } as const;
        await inside.bookings.update([{ before, after, entry: entry('expired', before.createdAt) }]);
        return 'swept';
      });
      if (outcome !== 'later') return outcome === 'swept';
    }
  }

  /** Like a late payment: it gets its seats as long as the booking still owns them. */
  async function pay(booking: Booking, seat: string): Promise<boolean> {
    const { flightId } = booking.flights[0]!;
    return await stores.units.run(async (inside) => {
      const [record] = await lockSeats(inside, flightId, [seat]);
      const [before] = await inside.bookings.lock([booking.id]);
      if (record!.owner !== booking.id) return false;
      await inside.seats.write([{ before: record!, after: sell(record!, booking.id) }]);
      const change = { status: 'confirmed', expiresAt: null, revision: before!.revision + 1 } as const;
      const paid = entry('confirmed', before!.createdAt);
      await inside.bookings.update([{ before: before!, after: { ...before!, ...change }, entry: paid }]);
      return true;
    });
  }

  async function agree(booking: Booking, seat: string, winner: 'paid' | 'swept'): Promise<void> {
    const { flightId } = booking.flights[0]!;
    const record = await seatOf(stores, flightId, seat);
    const [stored] = (await stores.reads.booking(booking.id)).bookings;
    const events = (await stores.logOf(booking.id)).map(({ event }) => event);
    expect({ state: record.state, owner: record.owner, status: stored!.status, events }).toEqual(
      winner === 'paid'
        ? { state: 'sold', owner: booking.id, status: 'confirmed', events: ['held', 'confirmed'] }
        : { state: 'available', owner: null, status: 'expired', events: ['held', 'expired'] },
    );
  }
});
