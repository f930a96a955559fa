import { bookItinerary, type PickedFlight } from './itinerary.js';
import { newHold } from './lifecycle.js';
import { rejectUnlessFlying } from './rules.js';
import { seatRefsOf, type Booking } from './booking.js';
import { SECOND } from '../shared/instant.js';
import { pickSeats } from './seat-picking.js';
import type { WantedItinerary } from './change-plan.js';
import type { GroundWithHolds } from './decision.js';
import { rejectTooManyHolds, type HoldLimits } from './hold-limits.js';
import { moveSeats, type SeatChange } from './seat-moves.js';

/** The duration and the currency of a hold, and the limits on unpaid seats. */
export interface HoldTerms extends HoldLimits {
  readonly holdSeconds: number;
  readonly currency: string;
}

/** A new booking and the changes of its seats. */
export interface HoldDecision {
  readonly booking: Booking;
  readonly seats: readonly SeatChange[];
}

/** Decides a new hold. Throws the refusals of `pickForHold`. */
export function decideHold(
  wanted: WantedItinerary & Pick<Booking, 'id' | 'reference' | 'travellerId'>,
  ground: GroundWithHolds,
  terms: HoldTerms,
): HoldDecision {
  const { records, flights, now } = ground;
  const { id, reference, travellerId, passengers } = wanted;
  const itinerary = bookItinerary(pickForHold(wanted, ground, terms), passengers, flights);
  const until = now + terms.holdSeconds * SECOND;
  const hold = { id, reference, travellerId, itinerary, currency: terms.currency, expiresAt: until };
  const booking = newHold(hold, now);
  return { booking, seats: moveSeats(records, id, { hold: { seats: seatRefsOf(booking), until, now } }) };
}

/**
 * Picks the seats of a new hold. Throws the first Refusal in this order: a flight is cancelled or has departed,
 * `too-many-holds`, then the refusals of `pickSeats`.
 */
export function pickForHold(
  { flights: seatRequests, passengers }: WantedItinerary,
  { records, flights, held, now }: GroundWithHolds,
  limits: HoldLimits,
): PickedFlight[] {
  rejectUnlessFlying(seatRequests, flights, now);
  const wanted = seatRequests.map(({ flightId }) => ({ flightId, seats: passengers.length }));
  rejectTooManyHolds(held, wanted, limits);
  return pickSeats(seatRequests, { records, flights, passengers, booking: null, now });
}
