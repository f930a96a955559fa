import type { Charge, ChargeOutcome, PaymentGateway } from '../../../application/booking/ports.js';
import type { Pause } from '../../../application/shared/pause.js';
import { SECOND } from '../../../domain/shared/instant.js';
import type { GatewayLedger, LedgerCharge } from './ledger.js';
import { SIMULATED_METHODS } from './payment-methods.js';
import type { ChargeDecision } from '../../../domain/booking/settlement.js';

/** How long a caller waits for the gateway before it goes on without an answer. */
const GATEWAY_TIMEOUT = 1.2 * SECOND;

const UNANSWERED = { kind: 'unanswered' } as const;

/** A method that the gateway does not know, such as one of another gateway, takes no money. */
const UNKNOWN_METHOD = {
  outcome: { kind: 'declined', declineCode: 'unknown_payment_method' },
  takes: 0,
} as const;

/** No decision takes longer: one that lies further ahead was made before the clock of the books was set back. */
const DECISION_MAX = Math.max(...[...SIMULATED_METHODS.values()].map(({ takes }) => takes));

/** A payment gateway that behaves like a real one, down to the answers it never gives, and moves no money. */
export class SimulatedGateway implements PaymentGateway {
  constructor(
    private readonly ledger: GatewayLedger,
    private readonly pause: Pause,
    /** Hears why the books could not be read or written. */
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
      throw new Error(`refund ${refund.key} of a charge that never was`);
    await this.ledger.enterRefund(refund);
    return true;
  }

  /**
   * What stands in the books now, and for how many milliseconds the gateway does not know it yet; null when they
   * cannot be read, which a caller takes for no answer.
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
