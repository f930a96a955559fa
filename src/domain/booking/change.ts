import { isSameSeating, seatsOnlyIn } from './itinerary.js';
import { withNewItinerary, withoutPendingChange, withPendingChange, withSwappedSeats } from './lifecycle.js';
import { pendingChangeAt, type Booking } from './booking.js';
import { seatsWithout } from './seat.js';
import {
  expiryOfPending,
  planChange,
  seatsOfPendingChange,
  seatsToHold,
  type ChangePlan,
  type WantedItinerary,
} from './change-plan.js';
import type { BookingDecision, GroundWithHolds } from './decision.js';
import type { HoldTerms } from './hold.js';
import { heldByOthers, rejectTooManyHolds, type HoldLimits } from './hold-limits.js';
import { moveSeats } from './seat-moves.js';

/** Plans a change like `planChange`. Also throws Refusal `too-many-holds` beyond the limits. */
export function planWithinLimits(
  booking: Booking,
  wanted: WantedItinerary,
  ground: GroundWithHolds,
  limits: HoldLimits,
): ChangePlan {
  const plan = planChange(booking, wanted, ground);
  rejectTooManyHolds(heldByOthers(ground.held, booking), seatsToHold(plan), limits);
  return plan;
}

/**
 * Decides a change; null if the booking or its pending change already is as requested. Throws Refusal for the state of
 * the booking, a flight or a seat, and `too-many-holds`.
 */
export function decideChange(
  booking: Booking,
  wanted: WantedItinerary,
  ground: GroundWithHolds,
  terms: HoldTerms,
): BookingDecision | null {
  const plan = planWithinLimits(booking, wanted, ground, terms);
  const { flights, now, records } = ground;
  const { itinerary, taken } = plan;
  const pending = pendingChangeAt(booking, now);
  const left = seatsOnlyIn(booking, itinerary);
  const dropped = seatsWithout(seatsOfPendingChange(booking), taken);

  switch (plan.kind) {
    case 'none': {
      if (pending === null) return null;
      const seats = moveSeats(records, booking.id, { release: dropped });
      return { event: 'change-dropped', after: withoutPendingChange(booking, now), seats };
    }
    case 'waiting':
      return null;
    case 'swap': {
      const hold = { seats: taken, until: booking.expiresAt ?? now, now };
      const seats = moveSeats(records, booking.id, { release: left, hold });
      return { event: 'seats-swapped', after: withSwappedSeats(booking, itinerary, now), seats };
    }
    case 'at-once': {
      const seats = moveSeats(records, booking.id, { release: [...left, ...dropped], sell: taken });
      const { refund, givenUp } = plan;
      return {
        event: 'changed',
        after: withNewItinerary(booking, itinerary, plan, flights, now),
        seats,
        refund,
        givenUp,
      };
    }
    case 'pending': {
      if (pending !== null && isSameSeating(pending, itinerary)) return null;
      const until = expiryOfPending(booking, plan, ground, terms.holdSeconds);
      const seats = moveSeats(records, booking.id, { release: dropped, hold: { seats: taken, until, now } });
      return {
        event: 'change-requested',
        after: withPendingChange(booking, itinerary, plan, until, now),
        seats,
      };
    }
  }
}
