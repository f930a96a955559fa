import type { BookingView } from '../../src/application/booking/views/booking-view.js';
import type { PaymentOutcome } from '../../src/application/booking/views/payment-outcome.js';
import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { totalOf, type Booking } from '../../src/domain/booking/booking.js';
import type { GatewayBooks } from './gateway.js';
import type { History, KeyKnowledge } from './history.js';
import type { Broken } from './seat-invariants.js';
import { CURRENCY } from './timetable.js';

/** Events that one key may cause only once. */
const EFFECTS: ReadonlySet<string> = new Set(['held', 'payment-started', 'cancelled']);

/** Checks that the stored data agree with the responses, and that each key took effect once. */
export function checkAcknowledged(
  history: History,
  tables: BookingTables,
  books: GatewayBooks,
  broken: Broken,
): void {
  for (const view of history.shown.values()) checkShown(view, tables.bookings.get(view.id), broken);
  const effects = new Map<string, number>();
  for (const { requestId, event, actor } of tables.log) {
    if (requestId === null || actor !== 'traveller') continue;
    if (history.keys.get(requestId)?.mayHaveHappened === false)
      broken(`key ${requestId} was rejected every time, and did ${event}`);
    if (!EFFECTS.has(event)) continue;
    effects.set(requestId, (effects.get(requestId) ?? 0) + 1);
    if (effects.get(requestId) === 2) broken(`key ${requestId} did ${event} twice`);
  }
  for (const key of history.keys.values()) checkPayment(key, tables, books, broken);
}

function checkShown(view: BookingView, booking: Booking | undefined, broken: Broken): void {
  const { id, reference, version } = view;
  if (booking?.reference !== reference || booking.version < version) {
    broken(
      `booking ${id} ${reference} was shown at version ${version}, and is ${booking?.version ?? 'missing'}`,
    );
  } else if (booking.version === version) {
    const shown = [seatsOf(view), view.total.amount, view.paid.amount, view.refunded.amount];
    const stored = [
      seatsOf(booking),
      totalOf(booking, CURRENCY).amount,
      booking.paid.amount,
      booking.refunded.amount,
    ];
    const isSame = JSON.stringify(shown) === JSON.stringify(stored);
    const isSameStatus =
      view.status === booking.status || (view.status === 'held' && booking.status === 'expired');
    const isLateStatus = view.status === 'expired' && booking.status === 'held';
    if (!isSame || !(isSameStatus || isLateStatus)) {
      broken(
        `booking ${id} was shown ${view.status} ${JSON.stringify(shown)}, and is ${booking.status} ${JSON.stringify(stored)}`,
      );
    }
  }
}

/** Checks that a payment ended as the response said, and was charged at most once. */
function checkPayment(
  { told, request }: KeyKnowledge,
  tables: BookingTables,
  books: GatewayBooks,
  broken: Broken,
): void {
  if (request.do !== 'pay' || told === undefined) return;
  const outcome = told as PaymentOutcome;
  if (outcome.kind === 'refused') return;
  const { id } = outcome.receipt;
  const payment = tables.payments.get(id);
  if (payment === undefined) broken(`payment ${id} was acknowledged, and is missing`);
  else if (outcome.kind === 'succeeded' && payment.status !== 'succeeded')
    broken(`payment ${id} was acknowledged as succeeded, and is ${payment.status}`);
  if (outcome.kind === 'succeeded' && books.charges.get(id)?.outcome.kind !== 'captured')
    broken(`payment ${id} was acknowledged as succeeded, and is not captured`);
}

function seatsOf({ flights }: { readonly flights: BookingView['flights'] | Booking['flights'] }): string[] {
  return flights.flatMap(({ flightId, seats }) => seats.map(({ seat }) => `${flightId} ${seat}`));
}
