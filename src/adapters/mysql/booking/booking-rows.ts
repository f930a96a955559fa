import {
  lapsesAt,
  type BookedFlight,
  type Booking,
  type BookingStatus,
  type Passenger,
  type PendingChange,
} from '../../../domain/booking/booking.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import type { RefundShare } from '../../../domain/booking/refund-terms.js';
import { compareText } from '../../../domain/shared/compare-text.js';
import type { SeatPreference } from '../../../domain/booking/seat-choice.js';
import type { Session } from '../connection/session.js';
import type { BookingFlightRow, BookingRow, BookingSeatRow } from './tables.js';

/** One booking with one of its seats, as the join returns it. */
interface JoinedRow {
  readonly id: string;
  readonly reference: string;
  readonly traveller_id: string;
  readonly status: BookingStatus;
  readonly expires_at: Date | null;
  readonly currency: string;
  readonly paid: number;
  readonly refunded: number;
  readonly passengers: string;
  readonly pending_change: string | null;
  readonly running_payment_id: string | null;
  readonly refund_cap: RefundShare;
  readonly fees_kept: number;
  readonly left_at_half: number;
  readonly cancellation: string | null;
  readonly version: number;
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly flight_id: string;
  readonly agreed_departure: Date;
  readonly agreed_arrival: Date;
  readonly preference: SeatPreference | null;
  readonly position: number;
  readonly passenger: number;
  readonly seat: string;
  readonly cabin: Cabin;
  readonly price: number;
}

/**
 * Loads bookings with their flights and seats in one statement, so that all data is of one moment. `chosen` is a
 * SELECT of their `id`.
 */
export async function loadBookings(
  session: Session,
  chosen: string,
  parameters: Parameters<Session['rows']>[1],
): Promise<Booking[]> {
  const rows = await session.rows<JoinedRow>(
    // STRAIGHT_JOIN: a planner without fresh statistics would begin with all seats.
    `SELECT b.*, f.flight_id, f.agreed_departure, f.agreed_arrival, f.preference, s.position, s.passenger, s.seat, s.cabin, s.price
     FROM (${chosen}) chosen
     STRAIGHT_JOIN booking b ON b.id = chosen.id
     STRAIGHT_JOIN booking_flight f ON f.booking_id = b.id
     STRAIGHT_JOIN booking_seat s ON s.booking_id = b.id AND s.position = f.position`,
    parameters,
  );
  // The server would sort them in a temporary table.
  rows.sort((a, b) => compareText(a.id, b.id) || a.position - b.position || a.passenger - b.passenger);
  const bookings = new Map<string, JoinedRow[]>();
  for (const row of rows) {
    const same = bookings.get(row.id);
    if (same === undefined) bookings.set(row.id, [row]);
    else same.push(row);
  }
  return [...bookings.values()].flatMap(bookingOf);
}

/** Loads bookings by their ids. */
export async function bookingsById(session: Session, ids: readonly string[]): Promise<Booking[]> {
  if (ids.length === 0) return [];
  return await loadBookings(session, 'SELECT id FROM booking WHERE id IN (?)', [ids]);
}

/** The row of a booking, without its flights and seats. */
export function rowOf(booking: Booking): BookingRow {
  const { paid, refunded, feesKept, leftAtHalf } = booking;
  return {
    id: booking.id,
    reference: booking.reference,
    travellerId: booking.travellerId,
    status: booking.status,
    expiresAt: booking.expiresAt,
    passengers: booking.passengers,
    pendingChange: booking.pendingChange,
    runningPaymentId: booking.runningPaymentId,
    refundCap: booking.refundCap,
    feesKept: feesKept.amount,
    leftAtHalf: leftAtHalf.amount,
    cancellation: booking.cancellation,
    version: booking.version,
    revision: booking.revision,
    createdAt: booking.createdAt,
    updatedAt: booking.updatedAt,
    isOpen: booking.status === 'held' || booking.pendingChange !== null,
    lapsesAt: lapsesAt(booking),
    currency: paid.currency,
    paid: paid.amount,
    refunded: refunded.amount,
  };
}

export function flightRowsOf({ id, flights }: Booking): BookingFlightRow[] {
  return flights.map(({ flightId, agreed, preference }, position) => ({
    bookingId: id,
    position,
    flightId,
    agreedDeparture: agreed.departure,
    agreedArrival: agreed.arrival,
    preference,
  }));
}

export function seatRowsOf({ id, flights }: Booking): BookingSeatRow[] {
  return flights.flatMap(({ flightId, seats }, position) =>
    seats.map(({ seat, passenger, cabin, price }) => ({
      bookingId: id,
      position,
      passenger,
      flightId,
      seat,
      cabin,
      price: price.amount,
    })),
  );
}

function bookingOf(rows: readonly JoinedRow[]): Booking[] {
  const [row] = rows;
  if (row === undefined) return [];
  const { currency } = row;
  const booking: Booking = {
    id: row.id,
    reference: row.reference,
    travellerId: row.traveller_id,
    status: row.status,
    expiresAt: row.expires_at?.getTime() ?? null,
    paid: { amount: row.paid, currency },
    refunded: { amount: row.refunded, currency },
    flights: flightsOf(rows),
    passengers: JSON.parse(row.passengers) as Passenger[],
    pendingChange: pendingChangeOf(parsed<StoredPendingChange>(row.pending_change)),
    runningPaymentId: row.running_payment_id,
    refundCap: row.refund_cap,
    feesKept: { amount: row.fees_kept, currency },
    leftAtHalf: { amount: row.left_at_half, currency },
    cancellation: parsed<NonNullable<Booking['cancellation']>>(row.cancellation),
    version: row.version,
    revision: row.revision,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
  return [booking];
}

function flightsOf(rows: readonly JoinedRow[]): BookedFlight[] {
  const flights = new Map<number, BookedFlight & { seats: BookedFlight['seats'][number][] }>();
  for (const row of rows) {
    const { position, seat, passenger, cabin, currency } = row;
    const flight = flights.get(position) ?? {
      flightId: row.flight_id,
      agreed: { departure: row.agreed_departure.getTime(), arrival: row.agreed_arrival.getTime() },
      preference: row.preference,
      seats: [],
    };
    flight.seats.push({ seat, passenger, cabin, price: { amount: row.price, currency } });
    flights.set(position, flight);
  }
  return [...flights.values()];
}

/** A pending change as an earlier version may have stored it. */
type StoredPendingChange = Omit<PendingChange, 'givenUp' | 'flights'> & {
  readonly givenUp?: PendingChange['givenUp'];
  readonly flights: readonly (Omit<BookedFlight, 'preference'> & Partial<Pick<BookedFlight, 'preference'>>)[];
};

function pendingChangeOf(stored: StoredPendingChange | null): PendingChange | null {
  if (stored === null) return null;
  const flights = stored.flights.map((flight) => ({ ...flight, preference: flight.preference ?? null }));
  return { ...stored, flights, givenUp: stored.givenUp ?? null };
}

// `rowOf` wrote the stored text.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function parsed<T>(stored: string | null): T | null {
  return stored === null ? null : (JSON.parse(stored) as T);
}
