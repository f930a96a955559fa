import { SECOND } from '../../domain/shared/instant.js';
import type { Payment } from '../../domain/booking/payment.js';
import type { BookingReads, BookingSettings, PaymentGateway } from './ports.js';
import type { SettlePayment } from './settle-payment.js';
import { eachOfAll } from '../shared/each-of-all.js';
import { Sightings } from '../shared/sightings.js';
import type { Stopwatch } from '../shared/stopwatch.js';

/** A payment younger than this may still be in the hands of the request that made it. */
const ASK_AFTER_SECONDS = 2;

/** How many one round settles; a full round is followed by the next at once. */
export const SETTLE_BATCH = 200;

/**
 * Finishes the payments whose request went away or got no answer: asks the gateway again, with the same key, until
 * it says what happened. After the longest time that a payment may take, a charge that never arrived is given up: by
 * the time of day, or since this process saw it first, for a clock may be set back meanwhile. Safe in every process at
 * once.
 */
export class SettlePayments {
  private readonly sightings: Sightings;

  constructor(
    private readonly settlePayment: SettlePayment,
    private readonly reads: BookingReads,
    private readonly gateway: PaymentGateway,
    private readonly settings: BookingSettings,
    stopwatch: Stopwatch,
  ) {
    this.sightings = new Sightings(stopwatch);
  }

  /** Answers how many payments it settled. */
  async execute(): Promise<number> {
    const payments = await this.reads.processingPayments(ASK_AFTER_SECONDS, SETTLE_BATCH);
    const now = await this.reads.now();
    const longest = this.settings.paymentMaxSeconds * SECOND;
    const seenFor = this.sightings.note(payments.map(({ id }) => id));
    const isLate = ({ id, createdAt }: Payment) =>
      createdAt + longest <= now || (seenFor.get(id) ?? 0) >= longest;
    const settled = await eachOfAll(payments, (payment) => this.settle(payment, isLate(payment)));
    return settled.filter((done) => done).length;
  }

  private async settle({ id, amount, method }: Payment, isLate: boolean): Promise<boolean> {
    const charge = { key: id, amount, method };
    const outcome = isLate ? await this.gateway.close(charge) : await this.gateway.charge(charge);
    if (outcome.kind === 'unanswered') return false;
    await this.settlePayment.execute(id, outcome);
    return true;
  }
}
