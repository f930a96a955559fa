import { Refusal } from '../shared/refusal.js';

/** Maximum number of unpaid seats that one traveller may hold, on one flight and in total. */
export interface HoldLimits {
  readonly maxHeldSeatsPerFlight: number;
  readonly maxHeldSeats: number;
}

/** Unpaid seats that a booking holds on one flight. */
export interface SeatsHeld {
  readonly flightId: string;
  readonly bookingId: string;
  readonly seats: number;
}

/** Throws Refusal `too-many-holds` if the traveller would hold more unpaid seats than allowed. */
export function rejectTooManyHolds(
  held: readonly SeatsHeld[],
  wanted: readonly { readonly flightId: string; readonly seats: number }[],
  limits: HoldLimits,
): void {
  const perFlight = new Map<string, number>();
  for (const { flightId, seats } of [...held, ...wanted]) {
    perFlight.set(flightId, (perFlight.get(flightId) ?? 0) + seats);
  }
  const total = [...perFlight.values()].reduce((sum, seats) => sum + seats, 0);
  const most = Math.max(0, ...wanted.map(({ flightId }) => perFlight.get(flightId) ?? 0));
  if (wanted.length === 0) return;
  const pay = 'Pay for or cancel held bookings first.';
  if (most > limits.maxHeldSeatsPerFlight) {
    const detail = `You may hold at most ${limits.maxHeldSeatsPerFlight} unpaid seats of one flight. ${pay}`;
    throw new Refusal('too-many-holds', detail);
  }
  if (total > limits.maxHeldSeats) {
    throw new Refusal(
      'too-many-holds',
      `You may hold at most ${limits.maxHeldSeats} unpaid seats in total. ${pay}`,
    );
  }
}

/** The seats that the traveller holds with other bookings. */
export function heldByOthers(held: readonly SeatsHeld[], booking: { readonly id: string }): SeatsHeld[] {
  return held.filter(({ bookingId }) => bookingId !== booking.id);
}
