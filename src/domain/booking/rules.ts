import { factsOf, pendingChangeAt, statusAt, type Booking, type FlightsById } from './booking.js';
import { isDisruptedItinerary } from './cancellation-policy.js';
import { hasDeparted } from '../flight/flight.js';
import type { Instant } from '../shared/instant.js';
import { Refusal, type RefusalCode } from '../shared/refusal.js';

/** An action of the traveller on a booking. */
export type BookingAction = 'pay' | 'update' | 'cancel';

type Rule = (booking: Booking, flights: FlightsById, now: Instant) => void;

/** Throws the Refusal with the reason if the booking cannot be paid at `now`. */
export const rejectUnlessPayable: Rule = rejectUnlessUnpaid({
  code: 'booking-not-payable',
  cancelled: "The booking is cancelled and cannot be paid. See the booking's status and actions.",
  paid: 'The booking is already paid; nothing is due.',
});

/** Throws the Refusal with the reason if the booking holds no seats at `now` that wait for a payment. */
export const rejectUnlessExtendable: Rule = rejectUnlessUnpaid({
  code: 'hold-not-extendable',
  cancelled: 'The booking is cancelled and holds no seats. Make a new one.',
  paid: 'The booking is already paid; its seats do not expire.',
});

/** Throws the Refusal with the reason if the booking cannot be changed at `now`. */
export const rejectUnlessChangeable: Rule = (booking, flights, now) => {
  if (booking.status === 'cancelled') {
    throw new Refusal('booking-not-changeable', 'The booking is cancelled. Make a new one.');
  }
  rejectIfLapsed(booking, now);
  rejectWhilePaying(booking);
  rejectIfDeparted(booking, flights, now);
};

/** Throws the Refusal with the reason if the booking cannot be cancelled at `now`. A cancelled booking passes. */
export const rejectUnlessCancellable: Rule = (booking, flights, now) => {
  if (booking.status === 'cancelled') return;
  rejectIfLapsed(booking, now);
  rejectWhilePaying(booking);
  if (!isDisruptedItinerary(booking, flights, now)) rejectIfDeparted(booking, flights, now);
};

/** Throws Refusal `flight-cancelled` or `flight-departed` unless each flight is still to depart. */
export function rejectUnlessFlying(
  booked: readonly { readonly flightId: string }[],
  flights: FlightsById,
  now: Instant,
): void {
  for (const { flightId } of booked) {
    const facts = factsOf(flights, flightId);
    if (facts.status === 'cancelled') {
      throw new Refusal('flight-cancelled', `${facts.flightNumber} is cancelled. Choose another flight.`);
    }
    if (hasDeparted(facts, now)) {
      throw new Refusal('flight-departed', `${facts.flightNumber} has departed. Choose a later flight.`);
    }
  }
}

/** The actions possible at `now`, by the same rules that reject requests. */
export function actionsAt(booking: Booking, flights: FlightsById, now: Instant): BookingAction[] {
  if (booking.status === 'cancelled') return [];
  const rules: [BookingAction, Rule][] = [
    ['pay', rejectUnlessPayable],
    ['update', rejectUnlessChangeable],
    ['cancel', rejectUnlessCancellable],
  ];
  return rules.filter(([, rule]) => !rejects(() => rule(booking, flights, now))).map(([action]) => action);
}

function rejects(attempt: () => void): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}

/** The rule of what is possible only while a hold or a pending change waits for its payment. */
function rejectUnlessUnpaid(refusal: {
  readonly code: RefusalCode;
  readonly cancelled: string;
  readonly paid: string;
}): Rule {
  return (booking, flights, now) => {
    if (booking.status === 'cancelled') throw new Refusal(refusal.code, refusal.cancelled);
    rejectIfLapsed(booking, now);
    rejectWhilePaying(booking);
    rejectIfDeparted(booking, flights, now);
    const pending = pendingChangeAt(booking, now);
    if (booking.status === 'confirmed' && pending === null) throw new Refusal(refusal.code, refusal.paid);
    rejectUnlessFlying((pending ?? booking).flights, flights, now);
  };
}

function rejectIfLapsed(booking: Booking, now: Instant): void {
  if (statusAt(booking, now) === 'expired') {
    throw new Refusal(
      'hold-expired',
      'The hold has expired and its seats are free again. Make a new booking.',
    );
  }
}

function rejectWhilePaying(booking: Booking): void {
  if (booking.runningPaymentId !== null) {
    throw new Refusal(
      'payment-in-progress',
      'A payment for this booking is being processed. Wait for its outcome.',
    );
  }
}

function rejectIfDeparted(booking: Booking, flights: FlightsById, now: Instant): void {
  for (const { flightId } of booking.flights) {
    const facts = factsOf(flights, flightId);
    if (hasDeparted(facts, now)) {
      throw new Refusal(
        'flight-departed',
        `${facts.flightNumber} has departed; this is no longer possible. See the booking's actions.`,
      );
    }
  }
}
