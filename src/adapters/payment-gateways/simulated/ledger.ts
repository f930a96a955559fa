import type { Clock } from '../../../application/shared/clock.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Money } from '../../../domain/shared/money.js';
import type { ChargeDecision } from '../../../domain/booking/settlement.js';

/** A charge in the gateway's ledger. */
export interface LedgerCharge {
  readonly key: string;
  readonly amount: Money;
  readonly outcome: ChargeDecision;
  /** The gateway has no decision before this time. */
  readonly decidedAt: Instant;
}

export interface LedgerRefund {
  readonly key: string;
  readonly chargeKey: string;
  readonly amount: Money;
}

/** The gateway's own record of charges and refunds, independent of bookings. */
export interface GatewayLedger {
  /** The ledger's time, because the clocks of its callers may differ. */
  now(): Promise<Instant>;
  /** Enters the charge unless its key is known; returns the charge stored under the key. */
  enterCharge(charge: LedgerCharge): Promise<LedgerCharge>;
  findCharge(key: string): Promise<LedgerCharge | null>;
  /** Enters the refund unless its key is known. */
  enterRefund(refund: LedgerRefund): Promise<void>;
}

/** A ledger in memory, which ends with the process. */
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
