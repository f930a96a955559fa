import { flightIdsOf } from '../../domain/booking/booking.js';
import type { Money } from '../../domain/shared/money.js';
import type { Payment, PaymentMethod } from '../../domain/booking/payment.js';
import { Refusal, type RefusalCode } from '../../domain/shared/refusal.js';
import { startPayment } from '../../domain/booking/payment-start.js';
import { writeDecision } from './shared/write-decision.js';
import type { BookingSettings, Ids, PaymentGateway } from './ports.js';
import { bookingView } from './views/booking-view.js';
import type { IdempotentUnits, Reply } from './shared/idempotent-units.js';
import { lockBooking } from './shared/locked-booking.js';
import { outcomeOf, type PaymentOutcome } from './views/payment-outcome.js';
import { selectionsFor } from './shared/seat-selections.js';
import { settle } from './shared/settlement.js';
import type { RequestKey, Stores, UnitOfWork } from './unit-of-work.js';

export interface SimulatePaymentRequest {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey;
  readonly bookingId: string;
  readonly amount?: Money | undefined;
  readonly method: PaymentMethod;
}

/** Refusals that say that nothing has changed, which is untrue once a payment has started. */
const NOTHING_CHANGED: ReadonlySet<RefusalCode> = new Set(['database-unavailable', 'overloaded']);

/**
 * Pays for a hold or a pending change: pins the seats, charges through the payment gateway without holding a lock, and
 * settles by the gateway's decision. The payment is settled once, even if a process dies in between. If the gateway
 * times out, the payment stays `processing` and is settled in the background.
 */
export class SimulatePayment {
  constructor(
    private readonly keyed: IdempotentUnits,
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
    if (known.state === 'new') throw new Error('an idempotency key was purged while its payment ran');
    const { paymentId: runningId } = known;
    return {
      result: await this.units.run((stores) => this.storedOutcome(stores, runningId)),
      replayed: true,
    };
  }

  private async start(stores: Stores, paymentId: string, request: SimulatePaymentRequest): Promise<Payment> {
    const { booking, records } = await lockBooking(stores, request, (seats) => selectionsFor([], seats));
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));

    const { amount, method } = request;
    const offered = { paymentId, amount, method };
    const decision = startPayment(
      booking,
      offered,
      { records, flights, now },
      this.settings.paymentMaxSeconds,
    );

    const cause = { actor: 'traveller', requestId: request.requestId, now } as const;
    await writeDecision(stores, this.ids, booking, decision, cause);
    await stores.payments.insert(decision.payment);

    return decision.payment;
  }

  private async charge(payment: Payment, requestId: string): Promise<PaymentOutcome> {
    try {
      return await this.chargeAndSettle(payment, requestId);
    } catch (error) {
      if (!(error instanceof Refusal) || !NOTHING_CHANGED.has(error.code)) throw error;
      const detail =
        'The payment has been started and its outcome is unknown. Repeat the request with the same Idempotency-Key.';
      throw new Refusal('outcome-unknown', detail, { retryAfterSeconds: 1 });
    }
  }

  private async chargeAndSettle(payment: Payment, requestId: string): Promise<PaymentOutcome> {
    const { id, amount, method } = payment;
    const charge = await this.gateway.charge({ key: id, amount, method });
    if (charge.kind !== 'unanswered') {
      return await this.units.run((stores) => settle(stores, this.ids, id, charge, requestId));
    }
    return await this.units.run((stores) => this.storedOutcome(stores, id));
  }

  /** Stores the present outcome under the key, unless one is stored already; returns the stored one. */
  private async storedOutcome(stores: Stores, paymentId: string): Promise<PaymentOutcome> {
    const payment = await stores.payments.find(paymentId);
    const booking = payment === null ? null : await stores.bookings.find(payment.bookingId);
    if (payment === null || booking === null) throw new Error(`payment ${paymentId} is not stored`);
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));
    const outcome = outcomeOf(payment, bookingView(booking, flights, now));
    return (await stores.keys.answerPayment(paymentId, outcome)) as PaymentOutcome;
  }
}
