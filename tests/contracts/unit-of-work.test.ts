import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StaleRead } from '../../src/application/booking/unit-of-work.js';
import { hold } from '../../src/domain/booking/seat.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import {
  atOnce,
  entry,
  flightOnSale,
  holdOn,
  lockSeats,
  newId,
  newKey,
  paymentFor,
  refundOf,
  seatOf,
  signal,
} from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

describe('a unit of work', () => {
  it('has committed its writes before it returns', async () => {
    const facts = await flightOnSale(stores);
    const booking = holdOn(stores.clock, facts, ['10A']);
    const answer = await stores.units.run(async ({ bookings }) => {
      await bookings.insert(booking, entry('held', booking.createdAt));
      return 'done';
    });
    expect(answer).toBe('done');
    expect((await stores.reads.booking(booking.id)).bookings).toEqual([booking]);
  });

  it('leaves nothing behind when it throws, and runs once', async () => {
    const facts = await flightOnSale(stores);
    const mapBefore = await stores.reads.seatMap(facts.flightId);
    const unmetFlight = { ...facts, flightId: newId() };
    const booking = holdOn(stores.clock, facts, ['10A']);
    const payment = paymentFor(booking, booking.createdAt);
    const key = newKey();
    let runs = 0;
    const failure = new Error('an unexpected failure');
    const run = stores.units.run(async (inside) => {
      runs += 1;
      await inside.keys.claim(key);
      await inside.travellers.lock(booking.travellerId);
      await inside.flights.add(unmetFlight);
      await inside.flights.update({ ...facts, version: 2 });
      const [before] = await lockSeats(inside, facts.flightId, ['10A']);
      await inside.seats.write([
        { before: before!, after: hold(before!, booking.id, booking.expiresAt!, booking.createdAt) },
      ]);
      await inside.bookings.insert(booking, entry('held', booking.createdAt));
      await inside.payments.insert(payment);
      await inside.payments.addRefunds([refundOf(payment, booking.createdAt)]);
      await inside.keys.answer(key, { done: true });
      throw failure;
    });
    await expect(run).rejects.toBe(failure);
    expect(runs).toBe(1);
    expect((await stores.reads.booking(booking.id)).bookings).toEqual([]);
    expect(await stores.logOf(booking.id)).toEqual([]);
    expect({ ...(await stores.reads.seatMap(facts.flightId)), now: 0 }).toEqual({ ...mapBefore, now: 0 });
    expect(await stores.reads.seatMap(unmetFlight.flightId)).toBeNull();
    expect(await stores.reads.payment(payment.id)).toBeNull();
    expect(await stores.reads.pendingRefunds(100)).toEqual([]);
    expect(await stores.reads.key(key)).toEqual({ state: 'new' });
    const sent: unknown[] = [];
    await stores.outboxes[0].send(100, async (counts) => {
      sent.push(...counts);
      return [];
    });
    expect(sent).toEqual([]);
  });

  it('throws a refusal unchanged', async () => {
    const refusal = new Refusal('seat-unavailable', 'Another booking has the seat.');
    const run = stores.units.run(async () => {
      throw refusal;
    });
    await expect(run).rejects.toBe(refusal);
  });

  it('reads its own writes', async () => {
    const facts = await flightOnSale(stores);
    const booking = holdOn(stores.clock, facts, ['10A']);
    const payment = paymentFor(booking, booking.createdAt);
    const key = newKey();
    await stores.units.run(async (inside) => {
      await inside.keys.claim(key);
      await inside.keys.answer(key, 'kept');
      expect(await inside.keys.claim(key)).toMatchObject({ state: 'answered', answer: 'kept' });
      const [before] = await lockSeats(inside, facts.flightId, ['10A']);
      const after = hold(before!, booking.id, booking.expiresAt!, booking.createdAt);
      await inside.seats.write([{ before: before!, after }]);
      expect(await lockSeats(inside, facts.flightId, ['10A'])).toEqual([after]);
      expect(await inside.seats.ownersOn(facts.flightId)).toEqual([booking.id]);
      await inside.flights.update({ ...facts, version: 2 });
      expect((await inside.flights.find([facts.flightId])).get(facts.flightId)?.version).toBe(2);
      await inside.bookings.insert(booking, entry('held', booking.createdAt));
      expect(await inside.bookings.find(booking.id)).toEqual(booking);
      expect(await inside.bookings.lock([booking.id])).toEqual([booking]);
      await inside.payments.insert(payment);
      expect(await inside.payments.find(payment.id)).toEqual(payment);
      expect(await inside.payments.ofBooking(booking.id)).toEqual([payment]);
    });
  });

  it('hides its writes from others until it commits', async () => {
    const facts = await flightOnSale(stores);
    const booking = holdOn(stores.clock, facts, ['10A']);
    await stores.units.run(async (inside) => {
      const [before] = await lockSeats(inside, facts.flightId, ['10A']);
      await inside.seats.write([
        { before: before!, after: hold(before!, booking.id, booking.expiresAt!, booking.createdAt) },
      ]);
      await inside.bookings.insert(booking, entry('held', booking.createdAt));
      expect(await seatOf(stores, facts.flightId, '10A')).toEqual(before);
      expect((await stores.reads.booking(booking.id)).bookings).toEqual([]);
    });
    expect((await seatOf(stores, facts.flightId, '10A')).owner).toBe(booking.id);
  });

  it('reads the time after waiting for a lock, not before', async () => {
    const facts = await flightOnSale(stores);
    const isLocked = signal();
    let endOfFirst = 0;
    const first = stores.units.run(async (inside) => {
      await lockSeats(inside, facts.flightId, ['10A']);
      isLocked.give();
      await sleep(200);
      endOfFirst = await inside.now();
    });
    await isLocked.given;
    const second = stores.units.run(async (inside) => {
      await lockSeats(inside, facts.flightId, ['10A']);
      return await inside.now();
    });
    await first;
    expect(await second).toBeGreaterThanOrEqual(endOfFirst);
  });

  it('reads the time of the clock', async () => {
    stores.clock.advance(3_600_000);
    const times = [await stores.units.run((inside) => inside.now()), await stores.reads.now()];
    for (const time of times) expect(Math.abs(time - stores.clock.now())).toBeLessThan(1_000);
  });
});

describe('a unit of work that throws StaleRead', () => {
  it('runs again, and leaves only the writes of its last run', async () => {
    const facts = await flightOnSale(stores);
    const attempts = [holdOn(stores.clock, facts, ['10A']), holdOn(stores.clock, facts, ['10A'])];
    let runs = 0;
    const run = stores.units.run(async ({ bookings }) => {
      const booking = attempts[runs]!;
      runs += 1;
      await bookings.insert(booking, entry('held', booking.createdAt));
      if (runs === 1) throw new StaleRead('another unit was faster');
      return 'done';
    });
    await expect(run).resolves.toBe('done');
    const stored = await Promise.all(attempts.map(({ id }) => stores.reads.booking(id)));
    expect(stored.map(({ bookings }) => bookings.length)).toEqual([0, 1]);
  });

  it('is rejected as overloaded when every run does, and writes nothing', async () => {
    const facts = await flightOnSale(stores);
    const booking = holdOn(stores.clock, facts, ['10A']);
    let runs = 0;
    const run = stores.units.run(async ({ bookings }) => {
      runs += 1;
      await bookings.insert(booking, entry('held', booking.createdAt));
      throw new StaleRead('another unit was faster');
    });
    await expect(run).rejects.toMatchObject({ code: 'overloaded', extras: { retryAfterSeconds: 1 } });
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThanOrEqual(10);
    expect((await stores.reads.booking(booking.id)).bookings).toEqual([]);
  });
});

describe('twenty units at once', () => {
  it('of one traveller run one by one', async () => {
    const travellerId = `${newId()} Łukasz`;
    let [inside, most, passed] = [0, 0, 0];
    await atOnce(20, () =>
      stores.units.run(async ({ travellers }) => {
        await travellers.lock(travellerId);
        inside += 1;
        most = Math.max(most, inside);
        await sleep(2);
        inside -= 1;
        passed += 1;
      }),
    );
    expect([most, passed]).toEqual([1, 20]);
  });

  it('all finish over a single connection, with reads between them', async () => {
    const narrow = await openBookingStores({ connections: 1 });
    try {
      const facts = await flightOnSale(narrow);
      const bookings = await atOnce(20, async (n) => {
        const booking = holdOn(narrow.clock, facts, [n % 2 === 0 ? '10A' : '10B']);
        await narrow.units.run(async (inside) => {
          await lockSeats(inside, facts.flightId, ['10A', '10B']);
          await inside.bookings.insert(booking, entry('held', booking.createdAt));
        });
        return (await narrow.reads.booking(booking.id)).bookings;
      });
      expect(bookings.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 1));
    } finally {
      await narrow.close();
    }
  });
});
