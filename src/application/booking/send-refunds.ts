import type { Refund } from '../../domain/booking/payment.js';
import { eachOfAll } from '../shared/each-of-all.js';
import type { BookingReads, PaymentGateway } from './ports.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Refunds per round; after a full round the next one follows at once. */
export const REFUND_BATCH = 200;

/** Sends pending refunds to the payment gateway and retries each until it accepts. Safe in every process at once. */
export class SendRefunds {
  constructor(
    private readonly units: UnitOfWork,
    private readonly reads: BookingReads,
    private readonly gateway: PaymentGateway,
  ) {}

  /** Returns how many refunds the gateway accepted. */
  async execute(): Promise<number> {
    const sent = await eachOfAll(await this.reads.pendingRefunds(REFUND_BATCH), (refund) =>
      this.send(refund),
    );
    return sent.filter((done) => done).length;
  }

  private async send({ id, paymentId, amount }: Refund): Promise<boolean> {
    if (!(await this.gateway.refund({ key: id, chargeKey: paymentId, amount }))) return false;
    await this.units.run((stores) => stores.payments.markSent(id));
    return true;
  }
}
