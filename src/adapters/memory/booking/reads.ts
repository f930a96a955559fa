import type { Clock } from '../../../application/shared/clock.js';
import type {
  ListPosition,
  BookingReads,
  RestoredFlights,
  StoredBookings,
  StoredSeatMap,
  StoredSeatStates,
} from '../../../application/booking/ports.js';
import type { KeyClaim, RequestKey } from '../../../application/booking/unit-of-work.js';
import { lapsesAt, statusAt, type Booking, type FlightsById } from '../../../domain/booking/booking.js';
import { RESTORED_FACTS_VERSION } from '../../../domain/flight/flight.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import type { Payment, Refund } from '../../../domain/booking/payment.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import { seatKey, type SeatRecord } from '../../../domain/booking/seat.js';
import { claimOf, nameOf } from './idempotency-keys.js';
import { MemorySeatInventory } from './seat-inventory.js';
import type { BookingTables } from './tables.js';
import type { SeatsHeld } from '../../../domain/booking/hold-limits.js';

/** Reads of committed data, in memory. */
export class MemoryBookingReads implements BookingReads {
  constructor(
    private readonly tables: BookingTables,
    private readonly clock: Clock,
  ) {}

  async booking(id: string): Promise<StoredBookings> {
    const booking = this.tables.bookings.get(id);
    return this.withFlights(booking === undefined ? [] : [booking]);
  }

  async bookingsOf(
    travellerId: string,
    status: Booking['status'] | undefined,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<StoredBookings> {
    const now = this.clock.now();
    const bookings = [...(this.tables.bookingsOfTraveller.get(travellerId) ?? [])]
      .flatMap((id) => this.tables.bookings.get(id) ?? [])
      .filter((booking) => status === undefined || statusAt(booking, now) === status)
      .sort(newestFirst)
      .filter((booking) => after === undefined || newestFirst(after, booking) < 0);
    return this.withFlights(bookings.slice(0, limit));
  }

  async seatMap(flightId: string): Promise<StoredSeatMap | null> {
    const facts = this.tables.flights.get(flightId);
    const seatCounts = this.tables.seatCounts.get(flightId);
    if (facts === undefined || seatCounts === undefined) return null;
    return {
      facts,
      version: seatCounts.version,
      seats: this.seatsOf(flightId),
      now: this.clock.now(),
    };
  }

  async seatStates(flightId: string, knownVersion: number | null): Promise<StoredSeatStates | null> {
    const facts = this.tables.flights.get(flightId);
    const seatCounts = this.tables.seatCounts.get(flightId);
    if (facts === undefined || seatCounts === undefined) return null;
    const { version } = seatCounts;
    const stored = { version, factsVersion: facts.version, now: this.clock.now() };
    return { ...stored, seats: version === knownVersion ? null : this.seatsOf(flightId) };
  }

  async seatMapVersions(flightIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = flightIds.flatMap((id) => this.tables.seatCounts.get(id) ?? []);
    return new Map(known.map(({ flightId, version }) => [flightId, version]));
  }

  async flights(flightIds: readonly string[]): Promise<FlightsById> {
    const known = flightIds.flatMap((id) => this.tables.flights.get(id) ?? []);
    return new Map(known.map((facts) => [facts.flightId, facts]));
  }

  async heldBy(travellerId: string): Promise<SeatsHeld[]> {
    const now = this.clock.now();
    return await new MemorySeatInventory(this.tables, () => now).heldBy(travellerId, now);
  }

  async payment(id: string): Promise<Payment | null> {
    return this.tables.payments.get(id) ?? null;
  }

  async paymentsOf(bookingId: string, after: ListPosition | undefined, limit: number): Promise<Payment[]> {
    return [...(this.tables.paymentsOfBooking.get(bookingId) ?? [])]
      .flatMap((id) => this.tables.payments.get(id) ?? [])
      .sort(newestFirst)
      .filter((payment) => after === undefined || newestFirst(after, payment) < 0)
      .slice(0, limit);
  }

  async key(key: RequestKey): Promise<KeyClaim> {
    return claimOf(this.tables.keys.get(nameOf(key)), this.clock.now());
  }

  async processingPayments(ageSeconds: number, limit: number): Promise<Payment[]> {
    const now = this.clock.now();
    return [...this.tables.processingPayments]
      .flatMap((id) => this.tables.payments.get(id) ?? [])
      .filter(({ createdAt }) => createdAt <= now - ageSeconds * SECOND || createdAt > now)
      .sort(oldestFirst)
      .slice(0, limit);
  }

  async heldTooLong(seconds: number, limit: number): Promise<Booking[]> {
    const now = this.clock.now();
    return [...this.tables.openBookings]
      .flatMap((id) => this.tables.bookings.get(id) ?? [])
      .filter((booking) => (lapsesAt(booking) ?? now) > now + seconds * SECOND && booking.updatedAt > now)
      .slice(0, limit);
  }

  async pendingRefunds(limit: number): Promise<Refund[]> {
    return [...this.tables.pendingRefunds]
      .flatMap((id) => this.tables.refunds.get(id) ?? [])
      .sort(oldestFirst)
      .slice(0, limit);
  }

  async seatCounts(afterFlightId: string, limit: number): Promise<SeatCounts[]> {
    return [...this.tables.seatCounts.values()]
      .filter(({ flightId }) => flightId > afterFlightId)
      .sort((a, b) => (a.flightId < b.flightId ? -1 : 1))
      .slice(0, limit);
  }

  async restoredFlights(afterFlightId: string, limit: number): Promise<RestoredFlights> {
    const page = [...this.tables.flights.values()]
      .filter(({ flightId }) => flightId > afterFlightId)
      .sort((a, b) => (a.flightId < b.flightId ? -1 : 1))
      .slice(0, limit);
    const restored = page.filter(({ version }) => version === RESTORED_FACTS_VERSION);
    return { flightIds: restored.map(({ flightId }) => flightId), last: page.at(-1)?.flightId ?? null };
  }

  async now(): Promise<Instant> {
    return this.clock.now();
  }

  private seatsOf(flightId: string): SeatRecord[] {
    const names = this.tables.seatsOfFlight.get(flightId) ?? [];
    return names.flatMap((seat) => this.tables.seats.get(seatKey({ flightId, seat })) ?? []);
  }

  private withFlights(bookings: readonly Booking[]): StoredBookings {
    const ids = bookings.flatMap((booking) => [
      ...booking.flights,
      ...(booking.pendingChange?.flights ?? []),
    ]);
    const facts = ids.flatMap(({ flightId }) => this.tables.flights.get(flightId) ?? []);
    return {
      bookings,
      flights: new Map(facts.map((known) => [known.flightId, known])),
      now: this.clock.now(),
    };
  }
}

function newestFirst(a: ListPosition, b: ListPosition): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function oldestFirst(a: { readonly createdAt: Instant }, b: { readonly createdAt: Instant }): number {
  return a.createdAt - b.createdAt;
}
