import type { PickedFlight } from '../../../domain/booking-change.js';
import { factsOf, type Booking, type FlightsById } from '../../../domain/booking.js';
import type { Cabin } from '../../../domain/cabin.js';
import type { Instant } from '../../../domain/instant.js';
import { Refusal } from '../../../domain/refusal.js';
import { chooseSeats, type SeatPreference } from '../../../domain/seat-choice.js';
import { cabinsOf, seatsOf, type LayoutSeat } from '../../../domain/seat-layout.js';
import { isFree, isOwnedBy, seatKey, type SeatRecord, type SeatRef } from '../../../domain/seat.js';
import type { SeatSelection } from '../unit-of-work.js';

/** What a traveller wants on one flight: these seats, or a cabin in which the service chooses. */
export type FlightWish = { readonly flightId: string } & (
  | { readonly seats: readonly string[] }
  | { readonly cabin: Cabin; readonly preference?: SeatPreference | undefined }
);

/** What must be locked to decide on the wishes, and what else is to be locked with it. */
export function selectionsFor(
  wishes: readonly FlightWish[],
  others: readonly SeatRef[] = [],
): SeatSelection[] {
  const selections = new Map<string, { seats: string[]; cabins: Cabin[] }>();
  const of = (flightId: string) => {
    const selection = selections.get(flightId) ?? { seats: [], cabins: [] };
    selections.set(flightId, selection);
    return selection;
  };
  for (const wish of wishes) {
    if ('seats' in wish) of(wish.flightId).seats.push(...wish.seats);
    else of(wish.flightId).cabins.push(wish.cabin);
  }
  for (const { flightId, seat } of others) of(flightId).seats.push(seat);
  return [...selections].map(([flightId, { seats, cabins }]) => ({
    flightId,
    seats: [...new Set(seats)],
    cabins,
  }));
}

/** What the picking is decided on. */
export interface PickingGround {
  readonly records: readonly SeatRecord[];
  readonly flights: FlightsById;
  readonly passengers: number;
  /** Whose seats count as free, because they are to be kept or exchanged; null for a new booking. */
  readonly booking: Pick<Booking, 'id' | 'flights'> | null;
  readonly now: Instant;
}

/**
 * Picks a seat for each passenger on each flight. Throws Refusal `unknown-seat`, `seat-unavailable` (naming every
 * taken seat) or `not-enough-seats`.
 */
export function pickSeats(wishes: readonly FlightWish[], ground: PickingGround): PickedFlight[] {
  const records = new Map(ground.records.map((record) => [seatKey(record), record]));
  refuseUnknownSeats(wishes, records);
  const canTake = (record: SeatRecord) =>
    isFree(record, ground.now) ||
    (ground.booking !== null && isOwnedBy(record, ground.booking.id, ground.now));
  const taken: SeatRef[] = [];
  const picked = wishes.map((wish): PickedFlight => {
    const seats = 'seats' in wish ? named(wish, records) : chosen(wish, ground, records, canTake);
    const missed = seats.filter((record) => !canTake(record));
    taken.push(...missed.map(({ flightId, seat }) => ({ flightId, seat })));
    return { flightId: wish.flightId, seats };
  });
  if (taken.length > 0) {
    const detail = `Somebody else has ${taken.map(({ seat }) => seat).join(', ')}. Choose other seats.`;
    throw new Refusal('seat-unavailable', detail, { seats: taken });
  }
  return picked;
}

function named(
  wish: { flightId: string; seats: readonly string[] },
  records: ReadonlyMap<string, SeatRecord>,
) {
  return wish.seats.flatMap((seat) => records.get(seatKey({ flightId: wish.flightId, seat })) ?? []);
}

function chosen(
  wish: { flightId: string; cabin: Cabin; preference?: SeatPreference | undefined },
  ground: PickingGround,
  records: ReadonlyMap<string, SeatRecord>,
  canTake: (record: SeatRecord) => boolean,
): SeatRecord[] {
  const { flightId, cabin, preference } = wish;
  const facts = factsOf(ground.flights, flightId);
  const layout = seatsOf(facts.sections).filter((seat) => seat.cabin === cabin);
  const recordOf = (seat: string) => records.get(seatKey({ flightId, seat }));
  const own = ownSeats(wish, ground);
  if (own.length === ground.passengers && preference === undefined)
    return own.flatMap((seat) => recordOf(seat) ?? []);
  const isOpen = ({ seat }: LayoutSeat) => {
    const record = recordOf(seat);
    return record !== undefined && canTake(record);
  };
  const seats = chooseSeats(layout, isOpen, ground.passengers, preference);
  if (seats === null) throw notEnoughSeats(cabin, facts.flightNumber, cabinsOf(facts.sections));
  return seats.flatMap((seat) => recordOf(seat.seat) ?? []);
}

/** The seats that the booking has in the cabin already, in the order of its passengers: whoever sits well stays. */
function ownSeats(wish: { flightId: string; cabin: Cabin }, { booking }: PickingGround): string[] {
  const flight = booking?.flights.find(({ flightId }) => flightId === wish.flightId);
  return (flight?.seats ?? []).filter(({ cabin }) => cabin === wish.cabin).map(({ seat }) => seat);
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
