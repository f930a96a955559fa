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
} from '../support/stores/scene.js';
import { openBookingStores, type BookingStores } from '../support/stores/stores.js';

const SETTINGS = {
  currency: 'GBP',
  holdSeconds: 300,
  holdSecondsMax: 1_800,
  maxHeldSeatsPerFlight: 2,
  maxHeldSeats: 3,
  paymentMaxSeconds: 120,
};

let stores: BookingStores;
beforeAll(async () => {
  stores = await openBookingStores();
});
afterAll(() => stores.close());

interface Attempt {
  readonly travellerId?: string;
  readonly key?: RequestKey;
}

/** A contended flight of which 10A is taken. */
async function contended(change: Partial<FlightFacts> = {}) {
  const facts = await flightOnSale(stores, change);
  const booking = await take(stores, holdOn(stores.clock, facts, ['10A']));
  const contendedSeats = new ContendedSeatCheck(SETTINGS);
  contendedSeats.remember(facts);
  return { facts, booking, contendedSeats };
}

/** Returns the code of the refusal, or `passes` without one. */
async function codeOf(
  contendedSeats: ContendedSeatCheck,
  facts: FlightFacts,
  seats: readonly string[],
  by: Attempt = {},
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

describe('a hold of a taken seat on a contended flight', () => {
  it('is rejected, and the refusal names all taken seats', async () => {
    const { facts, contendedSeats } = await contended();
    await take(stores, holdOn(stores.clock, facts, ['10C']));
    expect(await codeOf(contendedSeats, facts, ['10A'])).toBe('seat-unavailable');
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

  it('does not wait for a unit that has the seat locked', async () => {
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
    const isRejected = stores.units
      .run((inside) => contendedSeats.refuse(inside, newKey(), request))
      .catch(() => undefined);
    // In memory, units run one by one.
    if (process.env['TEST_STORE'] === 'database') expect(await comesWithin(1_000, isRejected)).toBe(true);
    mayEnd.give();
    await Promise.all([holder, isRejected]);
  });

  it.each([
    ['the limit of one traveller', {}, 'too-many-holds'],
    ['a cancelled flight', { status: 'cancelled' as const }, 'flight-cancelled'],
  ])('is rejected for a more important reason: %s', async (_, change, code) => {
    const { facts, contendedSeats } = await contended(change);
    const held = holdOn(stores.clock, facts, ['10B', '10C']);
    if (code === 'too-many-holds') await take(stores, held);
    expect(await codeOf(contendedSeats, facts, ['10A'], { travellerId: held.travellerId })).toBe(code);
  });

  it('is rejected for an unknown seat rather than for a taken one', async () => {
    const { facts, contendedSeats } = await contended();
    expect(await codeOf(contendedSeats, facts, ['10A', '99Z'])).toBe('unknown-seat');
  });
});

describe('the contended seat check passes', () => {
  it('a hold of a seat that is free, was released, or whose hold has lapsed', async () => {
    const { facts, booking, contendedSeats } = await contended();
    expect(await codeOf(contendedSeats, facts, ['10B'])).toBe('passes');
    stores.clock.advance(10 * MINUTE);
    expect(booking.expiresAt).toBeLessThanOrEqual(stores.clock.now());
    expect(await codeOf(contendedSeats, facts, ['10A'])).toBe('passes');
    const { flightId } = facts;
    const become = (next: typeof block) =>
      stores.units.run(async (inside) => {
        const [before] = await lockSeats(inside, flightId, ['10A']);
        await inside.seats.write([{ before: before!, after: next(before!) }]);
      });
    await become(block);
    expect(await codeOf(contendedSeats, facts, ['10A'])).toBe('seat-unavailable');
    await become(release);
    expect(await codeOf(contendedSeats, facts, ['10A'])).toBe('passes');
  });

  it('a repeated request that has a response or whose payment runs', async () => {
    const { facts, contendedSeats } = await contended();
    const [answered, running, unknown] = [newKey(), newKey(), newKey()];
    await stores.units.run(async ({ keys }) => {
      await keys.claim(answered);
      await keys.answer(answered, { id: 'B1' });
      await keys.claim(running);
      await keys.bindToPayment(running, newId());
    });
    expect(await codeOf(contendedSeats, facts, ['10A'], { key: answered })).toBe('passes');
    expect(await codeOf(contendedSeats, facts, ['10A'], { key: running })).toBe('passes');
    expect(await codeOf(contendedSeats, facts, ['10A'], { key: unknown })).toBe('seat-unavailable');
    expect(await stores.reads.key(unknown)).toEqual({ state: 'new' });
  });

  it('a repeated request whose first run may still get the seat', async () => {
    const { facts, contendedSeats } = await contended();
    const [key, isAtWork, mayEnd] = [newKey(), signal(), signal()];
    const first = stores.units.run(async ({ keys }) => {
      await keys.claim(key);
      isAtWork.give();
      await mayEnd.given;
      await keys.answer(key, { id: 'B1' });
    });
    await isAtWork.given;
    const second = codeOf(contendedSeats, facts, ['10A'], { key });
    expect(await comesWithin(150, second)).toBe(false);
    mayEnd.give();
    await first;
    expect(await second).toBe('passes');
  });

  it('a request without a key after a commit in doubt that had succeeded', async () => {
    const { facts, contendedSeats } = await contended();
    const { flightId } = facts;
    // Runs the unit twice, as after a connection that broke in COMMIT.
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
    const reply = await keyed.run(null, work, {
      check: (inside, key) => contendedSeats.refuse(inside, key, request),
    });
    expect(reply).toEqual({ result: 'sold', replayed: false });
  });

  it('a hold on a flight that is not contended, or that has changed since', async () => {
    const { facts, contendedSeats } = await contended();
    expect(await codeOf(new ContendedSeatCheck(SETTINGS), facts, ['10A'])).toBe('passes');
    await stores.units.run(({ flights }) => flights.update({ ...facts, version: facts.version + 1 }));
    expect(await codeOf(contendedSeats, facts, ['10A'])).toBe('passes');
  });

  it('a seat request without named seats', async () => {
    const { facts, contendedSeats } = await contended();
    const flights = [{ flightId: facts.flightId, cabin: 'economy' as const }];
    const request = { travellerId: newId(), flights, passengers: [] };
    await stores.units.run((inside) => contendedSeats.refuse(inside, newKey(), request));
  });
});
