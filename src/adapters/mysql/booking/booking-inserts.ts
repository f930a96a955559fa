import type { Booking } from '../../../domain/booking/booking.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import { flightRowsOf, rowOf, seatRowsOf } from './booking-rows.js';

const BOOKING = `INSERT INTO booking (id, reference, traveller_id, status, is_open, expires_at, lapses_at, currency, paid,
  refunded, passengers, pending_change, running_payment_id, refund_cap, fees_kept, left_at_half, cancellation, version,
  revision, created_at, updated_at) VALUES ?`;

const FLIGHTS = `INSERT INTO booking_flight (booking_id, position, flight_id, agreed_departure, agreed_arrival, preference)
  VALUES ?`;

const SEATS =
  'INSERT INTO booking_seat (booking_id, position, passenger, flight_id, seat, cabin, price) VALUES ?';

/** Inserts new bookings without their flights and seats. One statement for all: on the way of every hold. */
export async function insertBookings(session: Session, bookings: readonly Booking[]): Promise<void> {
  await session.write(BOOKING, [bookings.map(valuesOf)]);
}

/** Inserts the flights and seats of bookings. */
export async function insertItineraries(session: Session, bookings: readonly Booking[]): Promise<void> {
  const flights = bookings.flatMap(flightRowsOf).map((row) => {
    const { agreedDeparture, agreedArrival } = row;
    const times = [sqlMoment(agreedDeparture), sqlMoment(agreedArrival)];
    return [row.bookingId, row.position, row.flightId, ...times, row.preference];
  });
  await session.write(FLIGHTS, [flights]);
  const seats = bookings
    .flatMap(seatRowsOf)
    .map((row) => [row.bookingId, row.position, row.passenger, row.flightId, row.seat, row.cabin, row.price]);
  await session.write(SEATS, [seats]);
}

function valuesOf(booking: Booking): (string | number | null)[] {
  const row = rowOf(booking);
  return [
    row.id,
    row.reference,
    row.travellerId,
    row.status,
    Number(row.isOpen),
    sqlMoment(row.expiresAt),
    sqlMoment(row.lapsesAt),
    row.currency,
    row.paid,
    row.refunded,
    JSON.stringify(row.passengers),
    row.pendingChange === null ? null : JSON.stringify(row.pendingChange),
    row.runningPaymentId,
    row.refundCap,
    row.feesKept,
    row.leftAtHalf,
    row.cancellation === null ? null : JSON.stringify(row.cancellation),
    row.version,
    row.revision,
    sqlMoment(row.createdAt),
    sqlMoment(row.updatedAt),
  ];
}
