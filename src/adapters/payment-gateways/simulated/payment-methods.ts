import { SECOND } from '../../../domain/shared/instant.js';
import type { PaymentMethod } from '../../../domain/booking/payment.js';
import type { ChargeDecision } from '../../../domain/booking/settlement.js';

/** The simulated gateway's decision for one payment method. */
export interface SimulatedMethod {
  /** For the documentation: the end of a sentence that begins with the payment method. */
  readonly description: string;
  readonly outcome: ChargeDecision;
  /** How long the gateway takes to decide, in milliseconds. */
  readonly takes: number;
}

const CAPTURED = { kind: 'captured' } as const;
const CARD_DECLINED = { kind: 'declined', declineCode: 'card_declined' } as const;
const INSUFFICIENT_FUNDS = { kind: 'declined', declineCode: 'insufficient_funds' } as const;

/**
 * Every payment method of the simulated gateway, in the order of the documentation. The methods that time out are
 * decided after the caller's timeout.
 */
export const SIMULATED_METHODS: ReadonlyMap<PaymentMethod, SimulatedMethod> = new Map<
  PaymentMethod,
  SimulatedMethod
>([
  ['tok_success', { description: 'is approved at once', outcome: CAPTURED, takes: 0 }],
  ['tok_slow', { description: 'is approved after about a second', outcome: CAPTURED, takes: SECOND }],
  ['tok_declined', { description: 'is declined at once', outcome: CARD_DECLINED, takes: 0 }],
  [
    'tok_insufficient_funds',
    { description: 'is declined at once for lack of money', outcome: INSUFFICIENT_FUNDS, takes: 0 },
  ],
  [
    'tok_timeout',
    {
      description: 'times out at the gateway, and is approved some seconds later',
      outcome: CAPTURED,
      takes: 3 * SECOND,
    },
  ],
  [
    'tok_timeout_declined',
    {
      description: 'times out at the gateway, and is declined some seconds later',
      outcome: CARD_DECLINED,
      takes: 3 * SECOND,
    },
  ],
]);
