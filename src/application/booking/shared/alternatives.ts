import type { Booking, PassengerType } from '../../../domain/booking/booking.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import { isExitSeat, seatParty } from '../../../domain/booking/party-seating.js';
import { Refusal } from '../../../domain/shared/refusal.js';
import { seatsOf, type LayoutSeat } from '../../../domain/flight/seat-layout.js';
import { isFree } from '../../../domain/booking/seat.js';
import type { BookingReads, StoredSeatMap } from '../ports.js';
import type { WantedItinerary } from '../../../domain/booking/change-plan.js';
import type { ContendedSeatCheck } from './contended-seat-check.js';

/** The seats of a flight, as one look found them: worked out once for all who share it. */
interface SeatsLeft {
  readonly cabinOf: ReadonlyMap<string, Cabin>;
  readonly ofCabin: ReadonlyMap<Cabin, readonly LayoutSeat[]>;
  readonly free: ReadonlySet<string>;
  /** The bookings that have the other seats, and those of them that were read, once each. */
  readonly owners: ReadonlyMap<string, string>;
  readonly bookings: Map<string, Promise<Booking | undefined>>;
}

interface SeatRequest extends WantedItinerary {
  readonly travellerId: string;
}

type TakenSeats = NonNullable<Refusal['extras']['seats']>;

/** Explains to a traveller whose seats are taken which are their own already, and which others they could have. */
export class Alternatives {
  /** Maps that are being read: those who come too late at the same time share one look at them. */
  private readonly looks = new Map<string, Promise<SeatsLeft | null>>();

  constructor(
    private readonly reads: BookingReads,
    private readonly contendedSeats: ContendedSeatCheck,
  ) {}

  /**
   * Returns what a failed attempt is refused with. A `seat-unavailable` then names, for each flight with a taken seat, as
   * many free seats in the same cabins, unless there are too few; and for each taken seat the booking that has it, if that
   * is the traveller's own. The alternatives are not held. Any other error stays what it is.
   */
  async explain(error: unknown, request: SeatRequest): Promise<unknown> {
    if (!(error instanceof Refusal) || error.code !== 'seat-unavailable') return error;
    return await this.explained(error, request);
  }

  private async explained({ code, detail, extras }: Refusal, request: SeatRequest): Promise<Refusal> {
    const taken = extras.seats ?? [];
    const types = request.passengers.map(({ type }) => type);
    const alternatives: { flightId: string; seats: string[] }[] = [];
    const own = new Map<string, Booking>();
    for (const seatRequest of request.flights) {
      if (!('seats' in seatRequest) || !taken.some(({ flightId }) => flightId === seatRequest.flightId))
        continue;
      const left = await this.seatsLeftOn(seatRequest.flightId);
      if (left === null) continue;
      for (const { seat } of taken.filter(({ flightId }) => flightId === seatRequest.flightId)) {
        const booking = await this.bookingOf(seat, left);
        // Whose booking it is stays a secret of its traveller's.
        if (booking?.travellerId === request.travellerId) own.set(`${seatRequest.flightId} ${seat}`, booking);
      }
      const seats = sameCabinsElsewhere(seatRequest.seats, types, left);
      if (seats !== null) alternatives.push({ flightId: seatRequest.flightId, seats });
    }
    const seats = taken.map((ref) => {
      const booking = own.get(`${ref.flightId} ${ref.seat}`);
      return booking === undefined ? ref : { ...ref, bookingId: booking.id };
    });
    return new Refusal(code, detailFor(detail, taken, own), { ...extras, seats, alternatives });
  }

  private async bookingOf(seat: string, { owners, bookings }: SeatsLeft): Promise<Booking | undefined> {
    const id = owners.get(seat);
    if (id === undefined) return undefined;
    const reading = bookings.get(id) ?? this.reads.booking(id).then((stored) => stored.bookings[0]);
    bookings.set(id, reading);
    return await reading;
  }

  private async seatsLeftOn(flightId: string): Promise<SeatsLeft | null> {
    const running = this.looks.get(flightId);
    if (running !== undefined) return await running;
    const look = this.look(flightId).finally(() => this.looks.delete(flightId));
    this.looks.set(flightId, look);
    return await look;
  }

  private async look(flightId: string): Promise<SeatsLeft | null> {
    const map = await this.reads.seatMap(flightId);
    if (map === null) return null;
    this.contendedSeats.remember(map.facts);
    return seatsLeftIn(map);
  }
}

function seatsLeftIn({ facts, seats, now }: StoredSeatMap): SeatsLeft {
  const layout = seatsOf(facts.sections);
  const free = seats.filter((record) => isFree(record, now));
  const owned = seats.filter((record) => !isFree(record, now));
  return {
    cabinOf: new Map(layout.map(({ seat, cabin }) => [seat, cabin])),
    ofCabin: groupBy(layout, ({ cabin }) => cabin),
    free: new Set(free.map(({ seat }) => seat)),
    owners: new Map(owned.flatMap(({ seat, owner }) => (owner === null ? [] : [[seat, owner]]))),
    bookings: new Map(),
  };
}

function detailFor(detail: string, taken: TakenSeats, own: ReadonlyMap<string, Booking>): string {
  if (own.size === 0) return detail;
  const yours = taken.flatMap(({ flightId, seat }) => {
    const booking = own.get(`${flightId} ${seat}`);
    return booking === undefined ? [] : [`${seat} is yours already, in booking ${booking.reference}`];
  });
  const others = taken.filter(({ flightId, seat }) => !own.has(`${flightId} ${seat}`));
  const rest = others.length === 0 ? '' : ` Already taken: ${others.map(({ seat }) => seat).join(', ')}.`;
  return `${yours.join('; ')}.${rest} Change that booking, or choose other seats.`;
}

/** Free seats in the cabins of the wanted ones, in the order of the passengers, so that each is offered their cabin. */
function sameCabinsElsewhere(
  wanted: readonly string[],
  types: readonly PassengerType[],
  { cabinOf, ofCabin, free }: SeatsLeft,
): string[] | null {
  const chosen = new Map<string, string>();
  const party = wanted.map((seat, index) => ({ seat, type: types[index] ?? 'adult' }));
  for (const [cabin, group] of groupBy(party, ({ seat }) => cabinOf.get(seat))) {
    const layout = cabin === undefined ? [] : (ofCabin.get(cabin) ?? []);
    // The look may have begun before the wanted seat was taken. A party with a child is offered no exit seat.
    const isOpen = (seat: LayoutSeat) =>
      free.has(seat.seat) && !wanted.includes(seat.seat) && !(types.includes('child') && isExitSeat(seat));
    const choice = seatParty(
      { cabin: layout, isFree: isOpen },
      group.map(({ type }) => type),
    );
    if (choice === null) return null;
    choice.forEach(({ seat }, index) => chosen.set(group[index]?.seat ?? '', seat));
  }
  return wanted.flatMap((seat) => chosen.get(seat) ?? []);
}
