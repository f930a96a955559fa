import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContendedSeatCheck } from '../../src/application/booking/shared/contended-seat-check.js';
import { IdempotentUnits } from '../../src/application/booking/shared/idempotent-units.js';
import type { RequestKey, Stores, UnitOfWork } from '../../src/application/booking/unit-of-work.js';
import type { FlightFacts } from '../../src/domain/flight/flight.js';
import { MINUTE } from '../../src/domain/shared/instant.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { block, release, sell } from '../../src/domain/booking/seat.js';
import {
  comesWithin,
  flightOnSale,
  holdOn,
  lockSeats,
  newId,
  newKey,
  signal,
  take,
} from './support/scene.js';
import { openBookingStores, type BookingStores } from './support/stores.js';

const SETTINGS = {
  currency: 'GBP',
  holdSeconds: 300,
  maxHeldSeatsPerFlight: 2,
  maxHeldSeats: 3,
  paymentMaxSeconds: 120,
};

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

interface Try {
  readonly travellerId?: string;
  readonly key?: RequestKey;
}

/** A flight that is fought for, of which 10A is taken. */
async function contended(change: Partial<FlightFacts> = {}) {
  const facts = await flightOnSale(stores, change);
  const booking = await take(stores, holdOn(stores.clock, facts, ['10A']));
  const contendedSeats = new ContendedSeatCheck(SETTINGS);
  contendedSeats.remember(facts);
  return { facts, booking, contendedSeats };
}

/** The code of the refusal; `passes` if there is none. */
async function told(
  contendedSeats: ContendedSeatCheck,
  facts: FlightFacts,
  seats: readonly string[],
  by: Try = {},
) {
  const { travellerId = newId(), key = newKey() } = by;
  const passengers = seats.map(() => ({ givenName: 'Ada', familyName: 'Late', type: 'adult' }) as const);
  const request = { travellerId, flights: [{ flightId: facts.flightId, seats }], passengers };
  try {
    await stores.units.run((inside) => contendedSeats.refuse(inside, key, request));
    return 'passes';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('who comes too late for a seat that was fought for before', () => {
  it('is refused, and all the taken seats are named', async () => {
    const { facts, contendedSeats } = await contended();
    await take(stores, holdOn(stores.clock, facts, ['10C']));
    expect(await told(contendedSeats, facts, ['10A'])).toBe('seat-unavailable');
    const passengers = ['A', 'B', 'C'].map(
      (givenName) => ({ givenName, familyName: 'Late', type: 'adult' }) as const,
    );
    const flights = [{ flightId: facts.flightId, seats: ['10A', '10B', '10C'] }];
    const roomy = new ContendedSeatCheck({ ...SETTINGS, maxHeldSeatsPerFlight: 9, maxHeldSeats: 9 });
    roomy.remember(facts);
    const request = { travellerId: newId(), flights, passengers };
    await expect(stores.units.run((inside) => roomy.refuse(inside, newKey(), request))).rejects.toMatchObject(
      {
        extras: { seats: ['10A', '10C'].map((seat) => ({ flightId: facts.flightId, seat })) },
      },
    );
  });

  it('waits for nobody who has the seat locked', async () => {
    const { facts, contendedSeats } = await contended();
    const [isLocked, mayEnd] = [signal(), signal()];
    const holder = stores.units.run(async (inside) => {
      await lockSeats(inside, facts.flightId, ['10A']);
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const request = {
      travellerId: newId(),
      flights: [{ flightId: facts.flightId, seats: ['10A'] }],
      passengers: [{ givenName: 'Ada', familyName: 'Late', type: 'adult' }] as const,
    };
    const isTold = stores.units
      .run((inside) => contendedSeats.refuse(inside, newKey(), request))
      .catch(() => undefined);
    // In memory, units pass one by one.
    if (process.env['TEST_STORE'] === 'database') expect(await comesWithin(1_000, isTold)).toBe(true);
    mayEnd.give();
    await Promise.all([holder, isTold]);
  });

  it.each([
    ['over what one traveller may hold', {}, 'too-many-holds'],
    ['of a flight that is cancelled', { status: 'cancelled' as const }, 'flight-cancelled'],
  ])('is told of what counts for more: %s', async (_, change, code) => {
    const { facts, contendedSeats } = await contended(change);
    const held = holdOn(stores.clock, facts, ['10B', '10C']);
    if (code === 'too-many-holds') await take(stores, held);
    expect(await told(contendedSeats, facts, ['10A'], { travellerId: held.travellerId })).toBe(code);
  });

  it('is told that a seat is unknown rather than that another one is taken', async () => {
    const { facts, contendedSeats } = await contended();
    expect(await told(contendedSeats, facts, ['10A', '99Z'])).toBe('unknown-seat');
  });
});

describe('whoever may have a right to the seat goes on,', () => {
  it('who wants a seat that is free, was given back, or whose hold has lapsed', async () => {
    const { facts, booking, contendedSeats } = await contended();
    expect(await told(contendedSeats, facts, ['10B'])).toBe('passes');
    stores.clock.advance(10 * MINUTE);
    expect(booking.expiresAt).toBeLessThanOrEqual(stores.clock.now());
    expect(await told(contendedSeats, facts, ['10A'])).toBe('passes');
    const { flightId } = facts;
    const become = (next: typeof block) =>
      stores.units.run(async (inside) => {
        const [before] = await lockSeats(inside, flightId, ['10A']);
        await inside.seats.write([{ before: before!, after: next(before!) }]);
      });
    await become(block);
    expect(await told(contendedSeats, facts, ['10A'])).toBe('seat-unavailable');
    await become(release);
    expect(await told(contendedSeats, facts, ['10A'])).toBe('passes');
  });

  it('who repeats what was answered, or is being paid', async () => {
    const { facts, contendedSeats } = await contended();
    const [answered, running, unknown] = [newKey(), newKey(), newKey()];
    await stores.units.run(async ({ keys }) => {
      await keys.claim(answered);
      await keys.answer(answered, { id: 'B1' });
      await keys.claim(running);
      await keys.bindToPayment(running, newId());
    });
    expect(await told(contendedSeats, facts, ['10A'], { key: answered })).toBe('passes');
    expect(await told(contendedSeats, facts, ['10A'], { key: running })).toBe('passes');
    expect(await told(contendedSeats, facts, ['10A'], { key: unknown })).toBe('seat-unavailable');
    expect(await stores.reads.key(unknown)).toEqual({ state: 'new' });
  });

  it('who repeats a request that is at work and may get the seat yet', async () => {
    const { facts, contendedSeats } = await contended();
    const [key, isAtWork, mayEnd] = [newKey(), signal(), signal()];
    const first = stores.units.run(async ({ keys }) => {
      await keys.claim(key);
      isAtWork.give();
      await mayEnd.given;
      await keys.answer(key, { id: 'B1' });
    });
    await isAtWork.given;
    const second = told(contendedSeats, facts, ['10A'], { key });
    expect(await comesWithin(150, second)).toBe(false);
    mayEnd.give();
    await first;
    expect(await second).toBe('passes');
  });

  it('who had no key, and comes back from a commit in doubt that had happened', async () => {
    const { facts, contendedSeats } = await contended();
    const { flightId } = facts;
    // As after a connection that broke in COMMIT: the unit is run again.
    const doubtful: UnitOfWork = {
      run: async (work) => {
        await stores.units.run(work);
        return await stores.units.run(work);
      },
    };
    const ids = { uuid: newId, reference: newId };
    const keyed = new IdempotentUnits(
      doubtful,
      stores.reads,
      ids,
      async () => undefined,
      () => 0,
    );
    const work = async (inside: Stores) => {
      const [before] = await lockSeats(inside, flightId, ['10B']);
      await inside.seats.write([{ before: before!, after: sell(before!, newId()) }]);
      return 'sold';
    };
    const passengers = [{ givenName: 'Ada', familyName: 'Late', type: 'adult' }] as const;
    const request = { travellerId: newId(), flights: [{ flightId, seats: ['10B'] }], passengers };
    const reply = await keyed.run(null, work, (inside, key) => contendedSeats.refuse(inside, key, request));
    expect(reply).toEqual({ result: 'sold', replayed: false });
  });

  it('who wants a flight that nobody was refused on, or that has changed since', async () => {
    const { facts, contendedSeats } = await contended();
    expect(await told(new ContendedSeatCheck(SETTINGS), facts, ['10A'])).toBe('passes');
    await stores.units.run(({ flights }) => flights.update({ ...facts, version: facts.version + 1 }));
    expect(await told(contendedSeats, facts, ['10A'])).toBe('passes');
  });

  it('who leaves the choice to us', async () => {
    const { facts, contendedSeats } = await contended();
    const flights = [{ flightId: facts.flightId, cabin: 'economy' as const }];
    const request = { travellerId: newId(), flights, passengers: [] };
    await stores.units.run((inside) => contendedSeats.refuse(inside, newKey(), request));
  });
});
