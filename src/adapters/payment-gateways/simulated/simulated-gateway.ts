import type { Charge, ChargeOutcome, PaymentGateway } from '../../../application/booking/ports.js';
import type { Pause } from '../../../application/shared/pause.js';
import { SECOND } from '../../../domain/shared/instant.js';
import type { GatewayLedger, LedgerCharge } from './ledger.js';
import { SIMULATED_METHODS } from './payment-methods.js';
import type { ChargeDecision } from '../../../domain/booking/settlement.js';

/** The timeout of a call, in milliseconds. */
const GATEWAY_TIMEOUT = 1.2 * SECOND;

const UNANSWERED = { kind: 'unanswered' } as const;

/** An unknown method, such as one of another gateway, is declined. */
const UNKNOWN_METHOD = {
  outcome: { kind: 'declined', declineCode: 'unknown_payment_method' },
  takes: 0,
} as const;

/** The longest time to a decision. A decision further ahead was made before the ledger's clock was set back. */
const DECISION_MAX = Math.max(...[...SIMULATED_METHODS.values()].map(({ takes }) => takes));

/** A payment gateway that behaves like a real one, including timeouts, and moves no money. */
export class SimulatedGateway implements PaymentGateway {
  constructor(
    private readonly ledger: GatewayLedger,
    private readonly pause: Pause,
    /** Called with the error when the ledger could not be read or written. */
    private readonly failed: (error: unknown) => void = () => undefined,
  ) {}

  async charge({ key, amount, method }: Charge): Promise<ChargeOutcome> {
    const { outcome, takes } = SIMULATED_METHODS.get(method) ?? UNKNOWN_METHOD;
    const charge = await this.entered({ key, amount, outcome }, takes);
    if (charge === null) return UNANSWERED;
    if (charge.wait > 0) await this.pause(Math.min(charge.wait, GATEWAY_TIMEOUT));
    return charge.wait > GATEWAY_TIMEOUT ? UNANSWERED : charge.outcome;
  }

  async close({ key, amount }: Charge): Promise<ChargeOutcome> {
    const outcome = { kind: 'declined', declineCode: 'not_received' } as const;
    const charge = await this.entered({ key, amount, outcome }, 0);
    return charge === null || charge.wait > 0 ? UNANSWERED : charge.outcome;
  }

  async refund(refund: { key: string; chargeKey: string; amount: Charge['amount'] }): Promise<boolean> {
    const charge = await this.ledger.findCharge(refund.chargeKey);
    if (charge?.outcome.kind !== 'captured')
      throw new Error(`refund ${refund.key} of a charge that was never captured`);
    await this.ledger.enterRefund(refund);
    return true;
  }

  /**
   * Enters the charge unless its key is known; returns the stored decision and the milliseconds until the gateway has
   * it. Null when the ledger is unavailable, which a caller treats as a timeout.
   */
  private async entered(
    charge: Omit<LedgerCharge, 'decidedAt'>,
    takes: number,
  ): Promise<{ readonly outcome: ChargeDecision; readonly wait: number } | null> {
    try {
      const now = await this.ledger.now();
      const { outcome, decidedAt } = await this.ledger.enterCharge({ ...charge, decidedAt: now + takes });
      const wait = decidedAt - now;
      return { outcome, wait: wait > DECISION_MAX ? 0 : wait };
    } catch (error) {
      this.failed(error);
      return null;
    }
  }
}
