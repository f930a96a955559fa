import { withRunningPayment } from '../../domain/booking-lifecycle.js';
import { seatsOnlyIn } from '../../domain/booking-change.js';
import { refuseUnlessPayable } from '../../domain/booking-rules.js';
import { amountDue, flightIdsOf, pendingChangeAt, seatRefsOf, type Booking } from '../../domain/booking.js';
import { SECOND, type Instant } from '../../domain/instant.js';
import { money, type Money } from '../../domain/money.js';
import type { Payment, PaymentMethod } from '../../domain/payment.js';
import { Refusal, type RefusalCode } from '../../domain/refusal.js';
import { isOwnedBy, pin, seatKey, type SeatRecord, type SeatRef } from '../../domain/seat.js';
import type { BookingSettings, Ids, PaymentGateway } from './ports.js';
import { bookingView } from './support/booking-view.js';
import type { KeyedUnits, Reply } from './support/keyed-units.js';
import { lockBooking } from './support/locked-booking.js';
import { outcomeOf, type PaymentOutcome } from './support/payment-outcome.js';
import { selectionsFor } from './support/seat-picking.js';
import { settle } from './support/settlement.js';
import type { RequestKey, SeatChange, Stores, UnitOfWork } from './unit-of-work.js';

export interface SimulatePaymentRequest {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey;
  readonly bookingId: string;
  readonly amount?: Money | undefined;
  readonly method: PaymentMethod;
}

/** Refusals which say that nothing has changed: not true any more once a payment has begun. */
const NOT_NOW: ReadonlySet<RefusalCode> = new Set(['database-unavailable', 'overloaded']);

/**
 * Pays for a hold, or for a pending change. The seats are pinned first, the gateway is asked without any lock, and
 * its word is carried out last; whatever dies in between, the payment is settled once. A gateway that does not
 * answer in time leaves the payment `processing`, to be settled in the background.
 */
export class SimulatePayment {
  constructor(
    private readonly keyed: KeyedUnits,
    private readonly units: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly ids: Ids,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: SimulatePaymentRequest): Promise<Reply<PaymentOutcome>> {
    const paymentId = this.ids.uuid();
    const { started, claim } = await this.keyed.startPayment(request.key, paymentId, {
      begin: (stores) => this.start(stores, paymentId, request),
      find: (stores) => stores.payments.find(paymentId),
    });
    if (started !== null) return { result: await this.charge(started, request.requestId), replayed: false };
    const known = claim.state === 'running' ? await this.keyed.waitFor(request.key) : claim;
    if (known.state === 'answered') return { result: known.answer as PaymentOutcome, replayed: true };
    if (known.state === 'new') throw new Error('an idempotency key was forgotten while its payment ran');
    const { paymentId: runningId } = known;
    return { result: await this.units.run((stores) => this.present(stores, runningId)), replayed: true };
  }

  private async start(stores: Stores, paymentId: string, request: SimulatePaymentRequest): Promise<Payment> {
    const { booking, records } = await lockBooking(stores, request, (seats) => selectionsFor([], seats));
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));
    refuseUnlessPayable(booking, flights, now);
    const due = amountDue(booking, now);
    refuseOtherAmount(request.amount, due);
    const buys = seatsToBuy(booking, now);
    await stores.seats.write(this.pins(booking, buys, records, now));
    const entry = {
      event: 'payment-started',
      actor: 'traveller',
      at: now,
      requestId: request.requestId,
    } as const;
    await stores.bookings.update([
      { before: booking, after: withRunningPayment(booking, paymentId, flights), entry },
    ]);
    const payment: Payment = {
      id: paymentId,
      bookingId: booking.id,
      travellerId: booking.travellerId,
      amount: due,
      method: request.method,
      buys,
      status: 'processing',
      declineCode: null,
      refunded: money(0, due.currency),
      createdAt: now,
      settledAt: null,
    };
    await stores.payments.insert(payment);
    return payment;
  }

  /** Every seat that is to be bought must still be held, or there is nothing to pay for. */
  private pins(
    booking: Booking,
    buys: readonly SeatRef[],
    records: readonly SeatRecord[],
    now: Instant,
  ): SeatChange[] {
    const wanted = new Set(buys.map(seatKey));
    const held = records.filter(
      (record) => wanted.has(seatKey(record)) && isOwnedBy(record, booking.id, now),
    );
    if (held.length < wanted.size) {
      throw new Refusal('hold-expired', 'A seat is no longer held for this booking. Choose seats again.');
    }
    const until = now + this.settings.paymentMaxSeconds * SECOND;
    return held.map((before) => ({ before, after: pin(before, until) }));
  }

  private async charge(payment: Payment, requestId: string): Promise<PaymentOutcome> {
    try {
      return await this.chargeAndSettle(payment, requestId);
    } catch (error) {
      if (!(error instanceof Refusal) || !NOT_NOW.has(error.code)) throw error;
      const detail = 'The payment has begun, and how it ended is not known yet. Repeat it with the same key.';
      throw new Refusal('outcome-unknown', detail, { retryAfterSeconds: 1 });
    }
  }

  private async chargeAndSettle(payment: Payment, requestId: string): Promise<PaymentOutcome> {
    const { id, amount, method } = payment;
    const charge = await this.gateway.charge({ key: id, amount, method });
    if (charge.kind !== 'unanswered') {
      return await this.units.run((stores) => settle(stores, this.ids, id, charge, requestId));
    }
    return await this.units.run((stores) => this.present(stores, id));
  }

  /** What can be said of a payment now; it is what is said from now on. */
  private async present(stores: Stores, paymentId: string): Promise<PaymentOutcome> {
    const payment = await stores.payments.find(paymentId);
    const booking = payment === null ? null : await stores.bookings.find(payment.bookingId);
    if (payment === null || booking === null) throw new Error(`payment ${paymentId} is not stored`);
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));
    const outcome = outcomeOf(payment, bookingView(booking, flights, now));
    return (await stores.keys.answerPayment(paymentId, outcome)) as PaymentOutcome;
  }
}

/** The seats of a hold, or those that a pending change adds. */
function seatsToBuy(booking: Booking, now: Instant): SeatRef[] {
  const pending = pendingChangeAt(booking, now);
  return pending === null ? seatRefsOf(booking) : seatsOnlyIn(pending, booking);
}

function refuseOtherAmount(offered: Money | undefined, due: Money): void {
  if (offered === undefined) return;
  if (offered.currency !== due.currency) {
    throw new Refusal(
      'currency-mismatch',
      `This service takes ${due.currency}. Pay ${due.amount} ${due.currency}.`,
    );
  }
  if (offered.amount !== due.amount) {
    throw new Refusal('amount-mismatch', `${due.amount} ${due.currency} (minor units) are due. Pay that.`);
  }
}
