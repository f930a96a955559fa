import type { Instant } from '../shared/instant.js';
import type { Money } from '../shared/money.js';
import type { SeatRef } from './seat.js';

const FROM_LEAST = ['none', 'half', 'full'] as const;

/** The share of the price that a cancellation refunds. */
export type RefundShare = (typeof FROM_LEAST)[number];

/** The reason for the amount of a refund: a share, or a rule that goes before the shares. */
export const REFUND_POLICIES = [
  ...FROM_LEAST,
  'unpaid',
  'airline-disruption',
  'airline-cancellation',
] as const;

export type RefundPolicy = (typeof REFUND_POLICIES)[number];

/** The lower of two shares. */
export function lesserShare(a: RefundShare, b: RefundShare): RefundShare {
  return FROM_LEAST.indexOf(a) < FROM_LEAST.indexOf(b) ? a : b;
}

export interface PricedSeat extends SeatRef {
  readonly price: Money;
}

/** Seats that leave a paid booking, with their refund by the policy. */
export interface GivenUpSeats {
  readonly seats: readonly PricedSeat[];
  readonly policy: RefundShare | 'airline-disruption';
  readonly refund: Money;
  /** The basis of the policy: the booking's first departure, and the time of the decision. */
  readonly firstDeparture: Instant;
  readonly decidedAt: Instant;
}
