import type { PassengerType } from './booking.js';
import { areSideBySide, childrenAlone } from './child-care.js';
import { isExitSeat, partyRank, seatParty, type CabinSeats } from './party-seating.js';
import { compareRanks, meetsPreference, type SeatPreference } from './seat-choice.js';
import type { LayoutSeat } from '../flight/seat-layout.js';

/** A party to reseat in a cabin in which some or all of its passengers have seats. */
export interface SeatedParty {
  readonly types: readonly PassengerType[];
  /** The seat of each passenger in the cabin; null without one. */
  readonly own: readonly (LayoutSeat | null)[];
  /** Whether the passengers are the same as before: none joins or leaves. */
  readonly isSameParty: boolean;
  /** The requested preference. Undefined, or equal to `chosenBy`, it moves no passenger. */
  readonly preference?: SeatPreference | undefined;
  readonly chosenBy: SeatPreference | null;
}

type Seating = readonly LayoutSeat[];
type PartSeating = readonly (LayoutSeat | null)[];

/** Maximum number of seated passengers moved to seat children beside adults; if that fails, all may move. */
const MOVED_FOR_CARE_MAX = 2;

/**
 * Reseats a party. Passengers who stay keep their seats as far as the preference allows; passengers without a seat sit
 * as near to the others as possible. If a child would sit beside no adult though free seats allow it, as few passengers
 * as possible move. Returns the seat of each passenger, or null if too few seats are free.
 */
export function seatChangedParty(cabin: CabinSeats, party: SeatedParty): LayoutSeat[] | null {
  const { types, preference, chosenBy } = party;
  const own = party.own.map((seat, index) =>
    seat !== null && types[index] === 'child' && isExitSeat(seat) ? null : seat,
  );
  const isMet = preference === undefined || preference === chosenBy;
  const seating = isMet ? withNewcomers(cabin, types, own) : byPreference(cabin, types, own, preference);
  const isUntouched = isMet && party.isSameParty && own.every((seat) => seat !== null);
  if (seating === null || isUntouched) return seating;
  return withCare(cabin, party, own, seating);
}

/** Seats a party by a new preference. Passengers whose seats meet it stay. */
function byPreference(
  cabin: CabinSeats,
  types: readonly PassengerType[],
  own: PartSeating,
  preference: SeatPreference,
): LayoutSeat[] | null {
  if (preference === 'together') return together(cabin, types, own);
  const placed = own.map((seat) => (seat !== null && meetsPreference(seat, preference) ? seat : null));
  for (const [index, seat] of own.entries()) {
    if (seat === null || placed[index] !== null) continue;
    const requested = freeSeats(cabin, types, [...placed, ...own]).filter((free) =>
      meetsPreference(free, preference),
    );
    placed[index] = nearest(requested, [...own]) ?? seat;
  }
  return withNewcomers(cabin, types, placed, preference);
}

/** Moves the party closer together if better seats are free; otherwise leaves it as it sits. */
function together(cabin: CabinSeats, types: readonly PassengerType[], own: PartSeating): LayoutSeat[] | null {
  const asItSits = withNewcomers(cabin, types, own);
  const fresh = seatParty(cabin, types, 'together');
  if (asItSits === null || fresh === null) return asItSits ?? fresh;
  const isBetter =
    compareRanks(partyRank(fresh, types, 'together'), partyRank(asItSits, types, 'together')) < 0;
  return isBetter ? keepingOwn(fresh, types, own) : asItSits;
}

/** Swaps passengers of one type so that a passenger whose own seat is in `seating` keeps it. */
function keepingOwn(seating: Seating, types: readonly PassengerType[], own: PartSeating): LayoutSeat[] {
  const seats = [...seating];
  for (const [index, seat] of own.entries()) {
    const other = seats.findIndex((candidate) => candidate.seat === seat?.seat);
    const mine = seats[index];
    const theirs = seats[other];
    if (mine === undefined || theirs === undefined || types[index] !== types[other]) continue;
    [seats[index], seats[other]] = [theirs, mine];
  }
  return seats;
}

/** Seats passengers without a seat: children beside adults first, then each as near to the others as possible. */
function withNewcomers(
  cabin: CabinSeats,
  types: readonly PassengerType[],
  own: PartSeating,
  preference: SeatPreference = 'together',
): LayoutSeat[] | null {
  if (own.every((seat) => seat === null)) return seatParty(cabin, types, preference);
  const seats = [...own];
  const waiting = [...types.keys()].filter((index) => seats[index] === null);
  waiting.sort((a, b) => Number(types[b] === 'child') - Number(types[a] === 'child') || a - b);
  for (const index of waiting) {
    const free = freeSeats(cabin, types, seats);
    const careful = free.filter((seat) => givesCare(seat, index, types, seats));
    const among = careful.length > 0 ? careful : withRoomBeside(free, index, types, seats);
    const requested = among.filter((seat) => meetsPreference(seat, preference));
    const seat = nearest(requested.length > 0 ? requested : among, seats);
    if (seat === null) return null;
    seats[index] = seat;
  }
  return seats.filter((seat) => seat !== null);
}

/** Whether this seat is beside an adult, for a child, or beside a child that has no adult, for an adult. */
function givesCare(
  seat: LayoutSeat,
  index: number,
  types: readonly PassengerType[],
  seats: PartSeating,
): boolean {
  return seats.some((other, at) => {
    if (other === null || types[at] === types[index] || !areSideBySide(other, seat)) return false;
    return types[index] === 'child' || isAlone(other, types, seats);
  });
}

function isAlone(child: LayoutSeat, types: readonly PassengerType[], seats: PartSeating): boolean {
  return !seats.some((seat, at) => seat !== null && types[at] === 'adult' && areSideBySide(seat, child));
}

/** For a child while an adult has no seat yet: the free seats with a free neighbour, if any; otherwise all. */
function withRoomBeside(
  free: Seating,
  index: number,
  types: readonly PassengerType[],
  seats: PartSeating,
): Seating {
  const adultWaits = types.some((type, at) => type === 'adult' && seats[at] === null);
  if (types[index] !== 'child' || !adultWaits) return free;
  const roomy = free.filter((seat) => free.some((other) => areSideBySide(seat, other)));
  return roomy.length > 0 ? roomy : free;
}

/** Moves as few passengers as possible so that fewer children sit beside no adult; none if that is impossible. */
function withCare(cabin: CabinSeats, party: SeatedParty, own: PartSeating, seating: Seating): LayoutSeat[] {
  const { types } = party;
  let best = [...seating];
  let fewest = childrenAlone(best, types);
  const seated = [...own.keys()].filter((index) => own[index] !== null);
  for (let moved = 1; moved <= MOVED_FOR_CARE_MAX && fewest > 0; moved += 1) {
    for (const moving of choices(seated, moved)) {
      const kept = own.map((seat, index) => (moving.includes(index) ? null : seat));
      const tried = withNewcomers(cabin, types, kept, party.preference);
      const alone = tried === null ? Infinity : childrenAlone(tried, types);
      if (tried !== null && alone < fewest) [best, fewest] = [tried, alone];
    }
  }
  if (fewest === 0) return best;
  const fresh = seatParty(cabin, types, party.preference);
  return fresh !== null && childrenAlone(fresh, types) < fewest ? fresh : best;
}

function choices(indices: readonly number[], size: number): number[][] {
  if (size === 1) return indices.map((index) => [index]);
  return indices.flatMap((first, at) =>
    choices(indices.slice(at + 1), size - 1).map((rest) => [first, ...rest]),
  );
}

/** The free seats that the party may choose besides those in `taken`. */
function freeSeats(
  { cabin, isFree }: CabinSeats,
  types: readonly PassengerType[],
  taken: PartSeating,
): LayoutSeat[] {
  const own = new Set(taken.map((seat) => seat?.seat));
  const adultsOnly = !types.includes('child');
  return cabin.filter((seat) => !own.has(seat.seat) && isFree(seat) && (adultsOnly || !isExitSeat(seat)));
}

/** The seat nearest to any of the others, by rows first, then along the row; null without one. */
function nearest(seats: Seating, others: PartSeating): LayoutSeat | null {
  const company = others.filter((seat) => seat !== null);
  let best: LayoutSeat | null = null;
  let least: readonly number[] = [Infinity];
  for (const seat of seats) {
    for (const other of company) {
      const distance = [Math.abs(seat.row - other.row), Math.abs(seat.column - other.column)];
      if (compareRanks(distance, least) < 0) [best, least] = [seat, distance];
    }
  }
  return best;
}
