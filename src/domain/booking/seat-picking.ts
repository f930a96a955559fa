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

/** A request for seats on one flight: named, or chosen by the service in a cabin. */
export type SeatRequest = NamedSeats | AnySeats;

interface NamedSeats {
  readonly flightId: string;
  readonly seats: readonly string[];
}

interface AnySeats {
  readonly flightId: string;
  readonly cabin: Cabin;
  readonly preference?: SeatPreference | undefined;
}

/** The data from which seats are picked. */
export interface PickingGround {
  readonly records: readonly SeatRecord[];
  readonly flights: FlightsById;
  readonly passengers: readonly Passenger[];
  /** The booking whose seats count as free, to be kept or exchanged; null for a new booking. */
  readonly booking: (BookedItinerary & { readonly id: string }) | null;
  readonly now: Instant;
}

/**
 * Picks a seat for each passenger on each flight. In a cabin where the booking already has seats, passengers who stay
 * keep theirs while the preference is met. Throws Refusal `unknown-seat`, `exit-row-not-allowed`, `seat-unavailable`
 * (with every taken seat) or `not-enough-seats`.
 */
export function pickSeats(seatRequests: readonly SeatRequest[], ground: PickingGround): PickedFlight[] {
  const records = new Map(ground.records.map((record) => [seatKey(record), record]));
  rejectUnknownSeats(seatRequests, records);
  rejectChildrenInExitRows(seatRequests, ground);
  const taken: SeatRef[] = [];
  const picked = seatRequests.map((seatRequest): PickedFlight => {
    if ('cabin' in seatRequest) return chosenSeats(seatRequest, ground, records);
    const seats = seatRequest.seats.flatMap(
      (seat) => records.get(seatKey({ flightId: seatRequest.flightId, seat })) ?? [],
    );
    taken.push(...seats.filter((record) => !canTake(record, ground)));
    return { flightId: seatRequest.flightId, seats, preference: null };
  });
  if (taken.length > 0) {
    const detail = `Already taken: ${taken.map(({ seat }) => seat).join(', ')}. Choose other seats.`;
    throw new Refusal('seat-unavailable', detail, {
      seats: taken.map(({ flightId, seat }) => ({ flightId, seat })),
    });
  }
  return picked;
}

/** Whether the itinerary already fulfils the request: by the named seats, or by cabin and preference. */
export function isRequestFor(
  itinerary: BookedItinerary,
  seatRequests: readonly SeatRequest[],
  passengers: readonly Passenger[],
): boolean {
  const isSameParty =
    passengers.length === itinerary.passengers.length &&
    passengers.every((passenger, index) => isSamePassenger(itinerary.passengers[index], passenger));
  if (!isSameParty || seatRequests.length !== itinerary.flights.length) return false;
  return seatRequests.every((seatRequest) => {
    const flight = itinerary.flights.find(({ flightId }) => flightId === seatRequest.flightId);
    if (flight === undefined) return false;
    if ('seats' in seatRequest)
      return flight.seats.every(({ seat }, index) => seat === seatRequest.seats[index]);
    const isChosenSo = seatRequest.preference === undefined || seatRequest.preference === flight.preference;
    return isChosenSo && flight.seats.every(({ cabin }) => cabin === seatRequest.cabin);
  });
}

function canTake(record: SeatRecord, { booking, now }: PickingGround): boolean {
  return isFree(record, now) || (booking !== null && isOwnedBy(record, booking.id, now));
}

function chosenSeats(
  seatRequest: AnySeats,
  ground: PickingGround,
  records: ReadonlyMap<string, SeatRecord>,
): PickedFlight {
  const { flightId, cabin, preference } = seatRequest;
  const facts = factsOf(ground.flights, flightId);
  const layout = seatsOf(facts.sections).filter((seat) => seat.cabin === cabin);
  const recordOf = ({ seat }: LayoutSeat) => records.get(seatKey({ flightId, seat }));
  const open = (seat: LayoutSeat) => {
    const record = recordOf(seat);
    return record !== undefined && canTake(record, ground);
  };
  const seats = chooseFor(seatRequest, ground, { cabin: layout, isFree: open });
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
    ? `${flightNumber} has too few free seats in ${cabin}. Look at its seat map, or try another cabin.`
    : `${flightNumber} has no ${cabin} cabin. Choose from: ${cabins.join(', ')}.`;
  return new Refusal('not-enough-seats', detail);
}

function rejectUnknownSeats(
  seatRequests: readonly SeatRequest[],
  records: ReadonlyMap<string, SeatRecord>,
): void {
  const unknown = seatRequests.flatMap((seatRequest) =>
    'seats' in seatRequest
      ? seatRequest.seats.filter((seat) => !records.has(seatKey({ flightId: seatRequest.flightId, seat })))
      : [],
  );
  if (unknown.length > 0) {
    const detail = `The aircraft has no seat ${unknown.join(', ')}. Take seats from the flight's seat map.`;
    throw new Refusal('unknown-seat', detail);
  }
}

/** A passenger beside an emergency exit must be able to open it. */
function rejectChildrenInExitRows(
  seatRequests: readonly SeatRequest[],
  { flights, passengers }: PickingGround,
): void {
  const rejected = seatRequests.flatMap((seatRequest) => {
    if (!('seats' in seatRequest)) return [];
    const ofChildren = new Set(seatRequest.seats.filter((_, index) => passengers[index]?.type === 'child'));
    if (ofChildren.size === 0) return [];
    const layout = seatsOf(factsOf(flights, seatRequest.flightId).sections);
    return layout.filter((seat) => ofChildren.has(seat.seat) && isExitSeat(seat)).map(({ seat }) => seat);
  });
  if (rejected.length > 0) {
    const detail = `${rejected.join(', ')} is in an exit row, where only adults may sit. Choose another seat for the child.`;
    throw new Refusal('exit-row-not-allowed', detail);
  }
}
