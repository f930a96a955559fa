import type { Instant } from '../shared/instant.js';
import type { Money } from '../shared/money.js';
import type { SeatRef } from './seat.js';

const FROM_LEAST = ['none', 'half', 'full'] as const;

/** The share of what was paid that a cancellation gives back. */
export type RefundShare = (typeof FROM_LEAST)[number];

/** Why a refund is what it is: one of the shares, or what goes before them. */
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

/** Seats that leave a paid booking, and what the policy gives back for them. */
export interface GivenUpSeats {
  readonly seats: readonly PricedSeat[];
  readonly policy: RefundShare | 'airline-disruption';
  readonly refund: Money;
  /** What the policy goes by: the booking's first departure, and the moment of the decision. */
  readonly firstDeparture: Instant;
  readonly decidedAt: Instant;
}
