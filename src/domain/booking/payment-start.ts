import { seatsOnlyIn } from './itinerary.js';
import { withRunningPayment } from './lifecycle.js';
import { rejectUnlessPayable } from './rules.js';
import { amountDue, pendingChangeAt, seatRefsOf, type Booking } from './booking.js';
import { SECOND, type Instant } from '../shared/instant.js';
import { money, type Money } from '../shared/money.js';
import type { Payment, PaymentMethod } from './payment.js';
import { Refusal } from '../shared/refusal.js';
import { isOwnedBy, pin, seatKey, type SeatRecord, type SeatRef } from './seat.js';
import type { BookingDecision, Ground } from './decision.js';
import type { SeatChange } from './seat-moves.js';

/** The payment that a traveller requests. */
export interface OfferedPayment {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  /** Undefined for the amount due. */
  readonly amount?: Money | undefined;
}

/** A payment that starts. Its seats are pinned until the latest time of its outcome. */
export interface StartedPayment extends BookingDecision {
  readonly payment: Payment;
}

/**
 * Decides whether a payment may start. Throws the Refusal of a booking that cannot be paid, `currency-mismatch`,
 * `amount-mismatch`, or `hold-expired` if a seat to be bought is no longer the booking's.
 */
export function startPayment(
  booking: Booking,
  offered: OfferedPayment,
  { records, flights, now }: Ground,
  paymentMaxSeconds: number,
): StartedPayment {
  rejectUnlessPayable(booking, flights, now);
  const due = amountDue(booking, now);
  rejectOtherAmount(offered.amount, due);

  const buys = seatsToBuy(booking, now);
  const seats = pins(booking, buys, { records, now, until: now + paymentMaxSeconds * SECOND });
  const payment: Payment = {
    id: offered.paymentId,
    bookingId: booking.id,
    travellerId: booking.travellerId,
    amount: due,
    method: offered.method,
    buys,
    status: 'processing',
    declineCode: null,
    refunded: money(0, due.currency),
    createdAt: now,
    settledAt: null,
  };
  const after = withRunningPayment(booking, offered.paymentId, flights);
  return { event: 'payment-started', after, seats, payment };
}

/** The seats of a hold, or the seats that a pending change adds. */
function seatsToBuy(booking: Booking, now: Instant): SeatRef[] {
  const pending = pendingChangeAt(booking, now);
  return pending === null ? seatRefsOf(booking) : seatsOnlyIn(pending, booking);
}

/** Pins the seats to be bought, which must all still be held. */
function pins(
  booking: Booking,
  buys: readonly SeatRef[],
  { records, now, until }: { readonly records: readonly SeatRecord[]; now: Instant; until: Instant },
): SeatChange[] {
  const wanted = new Set(buys.map(seatKey));
  const held = records.filter((record) => wanted.has(seatKey(record)) && isOwnedBy(record, booking.id, now));
  if (held.length < wanted.size) {
    throw new Refusal('hold-expired', 'A seat is no longer held for this booking. Choose seats again.');
  }
  return held.map((before) => ({ before, after: pin(before, until) }));
}

function rejectOtherAmount(offered: Money | undefined, due: Money): void {
  if (offered === undefined) return;
  if (offered.currency !== due.currency) {
    throw new Refusal(
      'currency-mismatch',
      `This service accepts ${due.currency}. Send the amount due: ${due.amount} in minor units of ${due.currency}.`,
    );
  }
  if (offered.amount !== due.amount) {
    throw new Refusal(
      'amount-mismatch',
      `The amount due is ${due.amount} in minor units of ${due.currency}. Send that amount.`,
    );
  }
}
