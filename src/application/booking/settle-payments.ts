import { SECOND } from '../../domain/shared/instant.js';
import type { Payment } from '../../domain/booking/payment.js';
import type { BookingReads, BookingSettings, PaymentGateway } from './ports.js';
import type { SettlePayment } from './settle-payment.js';
import { eachOfAll } from '../shared/each-of-all.js';
import { Sightings } from '../shared/sightings.js';
import type { Stopwatch } from '../shared/stopwatch.js';

/** The request that started a younger payment may still be charging it. */
const ASK_AFTER_SECONDS = 2;

/** Payments per round; after a full round the next one follows at once. */
export const SETTLE_BATCH = 200;

/**
 * Settles payments whose request ended or whose charge timed out: repeats the charge with the same key until the
 * gateway returns its decision. After `paymentMaxSeconds` it closes a charge that never arrived. That time runs by the
 * time of day, or from when this process first saw the payment, because a clock may be set back. Safe in every process
 * at once.
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

  /** Returns how many payments it settled. */
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
