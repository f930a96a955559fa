import type { PickedFlight } from './itinerary.js';
import { factsOf, type BookedItinerary, type FlightsById, type Passenger } from './booking.js';
import type { Cabin } from '../flight/cabin.js';
import type { Instant } from '../shared/instant.js';
import { seatChangedParty } from './party-change.js';
import { isExitSeat, seatParty } from './party-seating.js';
import { isSamePassenger, matchPassengers } from './passenger-matching.js';
import { Refusal } from '../shared/refusal.js';
import type { SeatPreference } from './seat-choice.js';
import { cabinsOf, seatsOf, type LayoutSeat } from '../flight/seat-layout.js';
import { isFree, isOwnedBy, seatKey, type SeatRecord, type SeatRef } from './seat.js';

/** What a traveller wants on one flight: these seats, or a cabin in which the service chooses. */
export type FlightWish = NamedSeats | AnySeats;

interface NamedSeats {
  readonly flightId: string;
  readonly seats: readonly string[];
}

interface AnySeats {
  readonly flightId: string;
  readonly cabin: Cabin;
  readonly preference?: SeatPreference | undefined;
}

/** What the picking is decided on. */
export interface PickingGround {
  readonly records: readonly SeatRecord[];
  readonly flights: FlightsById;
  readonly passengers: readonly Passenger[];
  /** Whose seats count as free, because they are to be kept or exchanged; null for a new booking. */
  readonly booking: (BookedItinerary & { readonly id: string }) | null;
  readonly now: Instant;
}

/**
 * Picks a seat for each passenger on each flight. In a cabin where the booking has seats already, passengers who stay
 * keep theirs while the preference is met. Throws Refusal `unknown-seat`, `exit-row-not-allowed`, `seat-unavailable`
 * (naming every taken seat) or `not-enough-seats`.
 */
export function pickSeats(wishes: readonly FlightWish[], ground: PickingGround): PickedFlight[] {
  const records = new Map(ground.records.map((record) => [seatKey(record), record]));
  refuseUnknownSeats(wishes, records);
  refuseChildrenInExitRows(wishes, ground);
  const taken: SeatRef[] = [];
  const picked = wishes.map((wish): PickedFlight => {
    if ('cabin' in wish) return chosenSeats(wish, ground, records);
    const seats = wish.seats.flatMap((seat) => records.get(seatKey({ flightId: wish.flightId, seat })) ?? []);
    taken.push(...seats.filter((record) => !canTake(record, ground)));
    return { flightId: wish.flightId, seats, preference: null };
  });
  if (taken.length > 0) {
    const detail = `Already taken: ${taken.map(({ seat }) => seat).join(', ')}. Choose other seats.`;
    throw new Refusal('seat-unavailable', detail, {
      seats: taken.map(({ flightId, seat }) => ({ flightId, seat })),
    });
  }
  return picked;
}

/** Whether the wishes and passengers are what the itinerary is, by the seats named or by what they were chosen by. */
export function isRequestFor(
  itinerary: BookedItinerary,
  wishes: readonly FlightWish[],
  passengers: readonly Passenger[],
): boolean {
  const isSameParty =
    passengers.length === itinerary.passengers.length &&
    passengers.every((passenger, index) => isSamePassenger(itinerary.passengers[index], passenger));
  if (!isSameParty || wishes.length !== itinerary.flights.length) return false;
  return wishes.every((wish) => {
    const flight = itinerary.flights.find(({ flightId }) => flightId === wish.flightId);
    if (flight === undefined) return false;
    if ('seats' in wish) return flight.seats.every(({ seat }, index) => seat === wish.seats[index]);
    const isChosenSo = wish.preference === undefined || wish.preference === flight.preference;
    return isChosenSo && flight.seats.every(({ cabin }) => cabin === wish.cabin);
  });
}

function canTake(record: SeatRecord, { booking, now }: PickingGround): boolean {
  return isFree(record, now) || (booking !== null && isOwnedBy(record, booking.id, now));
}

function chosenSeats(
  wish: AnySeats,
  ground: PickingGround,
  records: ReadonlyMap<string, SeatRecord>,
): PickedFlight {
  const { flightId, cabin, preference } = wish;
  const facts = factsOf(ground.flights, flightId);
  const layout = seatsOf(facts.sections).filter((seat) => seat.cabin === cabin);
  const recordOf = ({ seat }: LayoutSeat) => records.get(seatKey({ flightId, seat }));
  const open = (seat: LayoutSeat) => {
    const record = recordOf(seat);
    return record !== undefined && canTake(record, ground);
  };
  const seats = chooseFor(wish, ground, { cabin: layout, isFree: open });
  if (seats === null) throw notEnoughSeats(cabin, facts.flightNumber, cabinsOf(facts.sections));
  return {
    flightId,
    seats: seats.flatMap((seat) => recordOf(seat) ?? []),
    preference: preference ?? null,
  };
}

function chooseFor(
  { flightId, cabin, preference }: AnySeats,
  { booking, passengers }: PickingGround,
  free: { readonly cabin: readonly LayoutSeat[]; readonly isFree: (seat: LayoutSeat) => boolean },
): LayoutSeat[] | null {
  const types = passengers.map(({ type }) => type);
  const before = booking?.flights.find((flight) => flight.flightId === flightId);
  if (booking === null || before === undefined) return seatParty(free, types, preference);
  const matches = matchPassengers(booking.passengers, passengers);
  const own = matches.map((match) => {
    const booked = match === null ? undefined : before.seats[match];
    return booked?.cabin === cabin ? (free.cabin.find(({ seat }) => seat === booked.seat) ?? null) : null;
  });
  const isSameParty =
    booking.passengers.length === passengers.length &&
    matches.every((match, index) => match !== null && booking.passengers[match]?.type === types[index]);
  return seatChangedParty(free, { types, own, isSameParty, preference, chosenBy: before.preference });
}

function notEnoughSeats(cabin: Cabin, flightNumber: string, cabins: readonly Cabin[]): Refusal {
  const detail = cabins.includes(cabin)
    ? `${flightNumber} has too few seats left in ${cabin}. Look at its seat map, or try another cabin.`
    : `${flightNumber} has no ${cabin}. It has ${cabins.join(', ')}.`;
  return new Refusal('not-enough-seats', detail);
}

function refuseUnknownSeats(wishes: readonly FlightWish[], records: ReadonlyMap<string, SeatRecord>): void {
  const unknown = wishes.flatMap((wish) =>
    'seats' in wish
      ? wish.seats.filter((seat) => !records.has(seatKey({ flightId: wish.flightId, seat })))
      : [],
  );
  if (unknown.length > 0) {
    const detail = `The aircraft has no seat ${unknown.join(', ')}. Take seats from the flight's seat map.`;
    throw new Refusal('unknown-seat', detail);
  }
}

/** Whoever sits beside an emergency exit must be able to open it. */
function refuseChildrenInExitRows(
  wishes: readonly FlightWish[],
  { flights, passengers }: PickingGround,
): void {
  const refused = wishes.flatMap((wish) => {
    if (!('seats' in wish)) return [];
    const ofChildren = new Set(wish.seats.filter((_, index) => passengers[index]?.type === 'child'));
    if (ofChildren.size === 0) return [];
    const layout = seatsOf(factsOf(flights, wish.flightId).sections);
    return layout.filter((seat) => ofChildren.has(seat.seat) && isExitSeat(seat)).map(({ seat }) => seat);
  });
  if (refused.length > 0) {
    const detail = `${refused.join(', ')} is beside an emergency exit, where only adults may sit. Choose another seat for the child.`;
    throw new Refusal('exit-row-not-allowed', detail);
  }
}
