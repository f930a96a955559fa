import type { Charge, ChargeOutcome, PaymentGateway } from '../../src/application/booking/ports.js';
import { SECOND, type Instant } from '../../src/domain/shared/instant.js';
import type { Money } from '../../src/domain/shared/money.js';
import type { PaymentMethod } from '../../src/domain/booking/payment.js';
import type { Database } from './database.js';
import type { Owner } from './scheduler.js';
import type { ChargeDecision } from '../../src/domain/booking/settlement.js';

interface BookedCharge {
  readonly amount: Money;
  readonly outcome: ChargeDecision;
  /** Before this time the gateway has not decided yet. */
  readonly decidedAt: Instant;
}

/** The timeout of a caller, and how late a delayed request may still arrive, in milliseconds. */
const TIMEOUT = 1.2 * SECOND;
const ARRIVAL_DELAY_MAX = 90 * SECOND;

const UNANSWERED = { kind: 'unanswered' } as const;
const CAPTURED = { kind: 'captured' } as const;
const DECLINED = { kind: 'declined', declineCode: 'card_declined' } as const;

/** The outcome of each payment method, and how many milliseconds the gateway takes to decide. */
const ENDS = new Map<PaymentMethod, { readonly outcome: ChargeDecision; readonly takes: number }>([
  ['tok_success', { outcome: CAPTURED, takes: 0 }],
  ['tok_slow', { outcome: CAPTURED, takes: SECOND }],
  ['tok_declined', { outcome: DECLINED, takes: 0 }],
  ['tok_insufficient_funds', { outcome: DECLINED, takes: 0 }],
  ['tok_timeout', { outcome: CAPTURED, takes: 3 * SECOND }],
  ['tok_timeout_declined', { outcome: DECLINED, takes: 3 * SECOND }],
]);

/** The payment methods of this gateway. */
export const PAYMENT_METHODS: readonly PaymentMethod[] = [...ENDS.keys()];

/** The gateway's own books, outside all processes and transactions. */
export class GatewayBooks {
  readonly charges = new Map<string, BookedCharge>();
  readonly refunds = new Map<string, { readonly chargeKey: string; readonly amount: Money }>();

  /** Enters the charge unless its key exists; returns the charge under the key. */
  enter(key: string, charge: BookedCharge): BookedCharge {
    const known = this.charges.get(key) ?? charge;
    this.charges.set(key, known);
    return known;
  }

  /** Refunds an amount, once per key. */
  giveBack(key: string, chargeKey: string, amount: Money): void {
    if (!this.refunds.has(key)) this.refunds.set(key, { chargeKey, amount });
  }

  /** Returns how much of a charge was refunded, in minor units. */
  givenBack(chargeKey: string): number {
    let sum = 0;
    for (const refund of this.refunds.values())
      if (refund.chargeKey === chargeKey) sum += refund.amount.amount;
    return sum;
  }
}

/** The payment gateway as one process reaches it: requests get lost or arrive late, and responses get lost. */
export class UnreliableGateway implements PaymentGateway {
  constructor(
    private readonly books: GatewayBooks,
    private readonly database: Database,
    private readonly owner: Owner,
  ) {}

  async charge({ key, amount, method }: Charge): Promise<ChargeOutcome> {
    const end = ENDS.get(method);
    if (end === undefined) throw new Error(`the gateway does not know the payment method ${method}`);
    const { outcome, takes } = end;
    return await this.decide('gateway.charge', () =>
      this.books.enter(key, { amount, outcome, decidedAt: this.database.scheduler.now + takes }),
    );
  }

  async close({ key, amount }: Charge): Promise<ChargeOutcome> {
    const outcome = { kind: 'declined', declineCode: 'not_received' } as const;
    return await this.decide('gateway.close', () =>
      this.books.enter(key, { amount, outcome, decidedAt: this.database.scheduler.now }),
    );
  }

  async refund(refund: { key: string; chargeKey: string; amount: Money }): Promise<boolean> {
    const arrive = () => this.books.giveBack(refund.key, refund.chargeKey, refund.amount);
    return (await this.deliver('gateway.refund', arrive)) !== null;
  }

  private async decide(what: string, arrive: () => BookedCharge): Promise<ChargeOutcome> {
    const delivered = await this.deliver(what, arrive);
    if (delivered === null) return UNANSWERED;
    const { outcome, decidedAt } = delivered.answer;
    const wait = decidedAt - this.database.scheduler.now;
    if (wait > 0) await this.database.scheduler.sleep(this.owner, Math.min(wait, TIMEOUT));
    return wait > TIMEOUT ? UNANSWERED : outcome;
  }

  /** Returns null if no response came in time. The request may then have arrived, arrive later, or never. */
  private async deliver<T>(what: string, arrive: () => T): Promise<{ readonly answer: T } | null> {
    const { scheduler, faults, choices } = this.database;
    await scheduler.point(this.owner, what);
    if (faults.strikes('gatewayFails')) {
      const fate = choices.below(3);
      if (fate === 0) arrive();
      if (fate === 1) scheduler.after(choices.below(ARRIVAL_DELAY_MAX), arrive);
      await scheduler.sleep(this.owner, TIMEOUT);
      return null;
    }
    const answer = arrive();
    await scheduler.point(this.owner, 'the gateway responds');
    return { answer };
  }
}
