import type { Ids } from './ports.js';
import { settle } from './shared/settlement.js';
import type { UnitOfWork } from './unit-of-work.js';
import type { ChargeDecision } from '../../domain/booking/settlement.js';

/**
 * Settles one payment by the gateway's decision, whether the settler asked for it or the gateway reported it by a
 * callback. Idempotent: the first decision takes effect, and later calls change nothing.
 */
export class SettlePayment {
  constructor(
    private readonly units: UnitOfWork,
    private readonly ids: Ids,
  ) {}

  /** Throws Refusal `not-found` for a payment that is not stored. */
  async execute(paymentId: string, decision: ChargeDecision): Promise<void> {
    await this.units.run((stores) => settle(stores, this.ids, paymentId, decision, null));
  }
}
