import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StaleRead, type RequestKey, type Stores } from '../../../src/application/booking/unit-of-work.js';
import type { Booking } from '../../../src/domain/booking/booking.js';
import type { FlightFacts } from '../../../src/domain/flight/flight.js';
import { MINUTE, type Instant } from '../../../src/domain/shared/instant.js';
import type { Payment, Refund } from '../../../src/domain/booking/payment.js';
import { hold, type SeatRecord } from '../../../src/domain/booking/seat.js';
import { aBooking, flightIn, gbp } from '../builders/booking-builder.js';
import type { BookingStores } from './stores.js';
import type { LogEntry } from '../../../src/domain/booking/events.js';

/** A unique id. */
export function newId(): string {
  return randomUUID();
}

/** Runs the work that many times at once. */
export async function atOnce<T>(times: number, work: (n: number) => Promise<T>): Promise<T[]> {
  return await Promise.all(Array.from({ length: times }, (_, n) => work(n)));
}

/** A promise, and the function that resolves it. */
export function signal(): { readonly given: Promise<void>; give(): void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}

/** Returns whether the promise resolves within that many milliseconds. */
export async function comesWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  return await Promise.race([promise.then(() => true), sleep(milliseconds).then(() => false)]);
}

/** Adds a flight with twelve seats to booking. */
export async function flightOnSale(
  { units }: BookingStores,
  change: Partial<FlightFacts> = {},
): Promise<FlightFacts> {
  const facts = flightIn(100, { flightId: `XX1-AAA-${newId().slice(0, 13)}`, ...change });
  await units.run(({ flights }) => flights.add(facts));
  return facts;
}

/** A hold that begins now, by default for ten minutes, with a passenger for each seat. */
export function holdOn(
  clock: { now(): Instant },
  facts: FlightFacts,
  seats: readonly string[],
  change: Partial<Booking> = {},
): Booking {
  const now = clock.now();
  return aBooking({
    id: newId(),
    reference: newReference(),
    travellerId: newId(),
    expiresAt: now + 10 * MINUTE,
    flights: [flightWith(facts, seats)],
    passengers: seats.map((_, n) => ({ givenName: 'Zoë', familyName: `Muñoz ${n}`, type: 'adult' })),
    createdAt: now,
    updatedAt: now,
    ...change,
  });
}

/** Seats of a flight, one for each passenger. */
export function flightWith(facts: FlightFacts, seats: readonly string[]): Booking['flights'][number] {
  return {
    flightId: facts.flightId,
    agreed: { departure: facts.departure.at, arrival: facts.arrival.at },
    preference: null,
    seats: seats.map((seat, passenger) => ({ seat, passenger, cabin: 'economy', price: gbp(10_000) })),
  };
}

export function newReference(): string {
  return randomBytes(3).toString('hex').toUpperCase();
}

export function entry(event: LogEntry['event'], at: Instant, change: Partial<LogEntry> = {}): LogEntry {
  return { event, actor: 'traveller', at, requestId: null, ...change };
}

/** Stores a booking and holds its seats until it expires, in one unit. */
export async function take({ units }: BookingStores, booking: Booking): Promise<Booking> {
  await units.run(async (stores) => {
    for (const { flightId, seats } of booking.flights) {
      const records = await lockSeats(
        stores,
        flightId,
        seats.map(({ seat }) => seat),
      );
      const until = booking.expiresAt ?? booking.createdAt;
      await stores.seats.write(
        records.map((before) => ({ before, after: hold(before, booking.id, until, booking.createdAt) })),
      );
    }
    await stores.bookings.insert(booking, entry('held', booking.createdAt));
  });
  return booking;
}

/** Locks named seats of one flight. */
export async function lockSeats(
  { seats }: Pick<Stores, 'seats'>,
  flightId: string,
  names: readonly string[],
): Promise<SeatRecord[]> {
  return await seats.lock([{ flightId, seats: names, cabins: [] }]);
}

/** Returns whether the write throws StaleRead; its unit is rolled back. */
export async function isStaleRead(
  { units }: BookingStores,
  write: (stores: Stores) => Promise<void>,
): Promise<boolean> {
  const end = new Error('the end of a trial');
  let outcome: unknown = null;
  const run = units.run(async (stores) => {
    outcome = await write(stores).catch((error: unknown) => error);
    throw end;
  });
  await run.catch((error: unknown) => {
    if (error !== end) throw error;
  });
  return outcome instanceof StaleRead;
}

/** The committed record of a seat. */
export async function seatOf({ reads }: BookingStores, flightId: string, seat: string): Promise<SeatRecord> {
  const map = await reads.seatMap(flightId);
  return map!.seats.find((record) => record.seat === seat)!;
}

export function newKey(change: Partial<RequestKey> = {}): RequestKey {
  return { scope: 'T1 POST /bookings', key: newId(), fingerprint: 'f1', keepSeconds: 60, ...change };
}

export function paymentFor(booking: Booking, at: Instant, change: Partial<Payment> = {}): Payment {
  return {
    id: newId(),
    bookingId: booking.id,
    travellerId: booking.travellerId,
    amount: gbp(10_000),
    method: 'tok_success',
    buys: null,
    status: 'processing',
    declineCode: null,
    refunded: gbp(0),
    createdAt: at,
    settledAt: null,
    ...change,
  };
}

export function refundOf(payment: Payment, at: Instant, change: Partial<Refund> = {}): Refund {
  return {
    id: newId(),
    bookingId: payment.bookingId,
    paymentId: payment.id,
    amount: payment.amount,
    status: 'pending',
    createdAt: at,
    ...change,
  };
}
