import type { Clock } from '../../../application/shared/clock.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Money } from '../../../domain/shared/money.js';
import type { ChargeDecision } from '../../../domain/booking/settlement.js';

/** A charge as the gateway's own books have it. */
export interface LedgerCharge {
  readonly key: string;
  readonly amount: Money;
  readonly outcome: ChargeDecision;
  /** Before this, the gateway itself does not know yet. */
  readonly decidedAt: Instant;
}

export interface LedgerRefund {
  readonly key: string;
  readonly chargeKey: string;
  readonly amount: Money;
}

/** The gateway's own books, which outlive our processes and know nothing of bookings. */
export interface GatewayLedger {
  /** The time by these books: the clocks of those who ask may differ. */
  now(): Promise<Instant>;
  /** Enters the charge unless its key is known; answers what stands under the key now. */
  enterCharge(charge: LedgerCharge): Promise<LedgerCharge>;
  findCharge(key: string): Promise<LedgerCharge | null>;
  /** Enters the refund unless its key is known. */
  enterRefund(refund: LedgerRefund): Promise<void>;
}

/** Books that end with the process. */
export class MemoryGatewayLedger implements GatewayLedger {
  private readonly charges = new Map<string, LedgerCharge>();
  private readonly refunds = new Map<string, LedgerRefund>();

  constructor(private readonly clock: Clock) {}

  async now(): Promise<Instant> {
    return this.clock.now();
  }

  async enterCharge(charge: LedgerCharge): Promise<LedgerCharge> {
    const known = this.charges.get(charge.key) ?? charge;
    this.charges.set(charge.key, known);
    return known;
  }

  async findCharge(key: string): Promise<LedgerCharge | null> {
    return this.charges.get(key) ?? null;
  }

  async enterRefund(refund: LedgerRefund): Promise<void> {
    if (!this.refunds.has(refund.key)) this.refunds.set(refund.key, refund);
  }
}
