import type { PickedFlight } from '../../../domain/booking-change.js';
import type { Passenger } from '../../../domain/booking.js';
import { refuseUnlessFlying } from '../../../domain/booking-rules.js';
import type { BookingSettings } from '../ports.js';
import type { SeatsHeld } from '../unit-of-work.js';
import { refuseTooManyHolds } from './hold-limits.js';
import { pickSeats, type FlightWish, type PickingGround } from '../../../domain/seat-picking.js';

/** What a traveller wants to hold. */
export interface WantedHold {
  readonly flights: readonly FlightWish[];
  readonly passengers: readonly Passenger[];
}

/** What a new hold is decided on: `held` is what its traveller holds besides. */
type HoldGround = Pick<PickingGround, 'records' | 'flights' | 'now'> & {
  readonly held: readonly SeatsHeld[];
};

/**
 * Picks the seats of a new hold. Throws the Refusal that counts most: of a flight that nobody may book, then
 * `too-many-holds`, then what `pickSeats` refuses.
 */
export function pickForHold(
  { flights: wishes, passengers }: WantedHold,
  { records, flights, held, now }: HoldGround,
  settings: BookingSettings,
): PickedFlight[] {
  refuseUnlessFlying(wishes, flights, now);
  const wanted = wishes.map(({ flightId }) => ({ flightId, seats: passengers.length }));
  refuseTooManyHolds(held, wanted, settings);
  return pickSeats(wishes, { records, flights, passengers, booking: null, now });
}
