import type { Booking, PassengerType } from '../../../domain/booking/booking.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import { isExitSeat, seatParty } from '../../../domain/booking/party-seating.js';
import { sum } from '../../../domain/shared/money.js';
import { priceIn, type Fare } from '../../../domain/pricing/fare.js';
import { Refusal, type AlternativeSeats } from '../../../domain/shared/refusal.js';
import { seatsOf, type LayoutSeat } from '../../../domain/flight/seat-layout.js';
import { isFree } from '../../../domain/booking/seat.js';
import type { BookingReads, StoredSeatMap } from '../ports.js';
import type { WantedItinerary } from '../../../domain/booking/change-plan.js';
import type { ContendedSeatCheck } from './contended-seat-check.js';

/** The seats of a flight as of one read, computed once for all requests that share it. */
interface FlightSeats {
  readonly fares: readonly Fare[];
  readonly cabinOf: ReadonlyMap<string, Cabin>;
  readonly ofCabin: ReadonlyMap<Cabin, readonly LayoutSeat[]>;
  readonly free: ReadonlySet<string>;
  /** The ids of the bookings that have the other seats, by seat, and a cache of the bookings read so far, by id. */
  readonly owners: ReadonlyMap<string, string>;
  readonly bookings: Map<string, Promise<Booking | undefined>>;
}

interface SeatRequest extends WantedItinerary {
  readonly travellerId: string;
}

type TakenSeats = NonNullable<Refusal['extras']['seats']>;

/** Adds to a `seat-unavailable` which of the taken seats are the traveller's own and which free seats are similar. */
export class Alternatives {
  /** Running reads by flight id: requests that are rejected at the same time share one read. */
  private readonly running = new Map<string, Promise<FlightSeats | null>>();

  constructor(
    private readonly reads: BookingReads,
    private readonly contendedSeats: ContendedSeatCheck,
  ) {}

  /**
   * Returns the error to throw. A `seat-unavailable` gets, for each flight with a taken seat, as many free seats in the
   * same cabins with today's price, unless there are too few; and for each taken seat its booking, if that is the traveller's own. The
   * alternatives are not held. Any other error is returned unchanged.
   */
  async explain(error: unknown, request: SeatRequest): Promise<unknown> {
    if (!(error instanceof Refusal) || error.code !== 'seat-unavailable') return error;
    return await this.explained(error, request);
  }

  private async explained({ code, detail, extras }: Refusal, request: SeatRequest): Promise<Refusal> {
    const taken = extras.seats ?? [];
    const types = request.passengers.map(({ type }) => type);
    const alternatives: AlternativeSeats[] = [];
    const own = new Map<string, Booking>();
    for (const seatRequest of request.flights) {
      if (!('seats' in seatRequest) || !taken.some(({ flightId }) => flightId === seatRequest.flightId))
        continue;
      const onFlight = await this.seatsOn(seatRequest.flightId);
      if (onFlight === null) continue;
      for (const { seat } of taken.filter(({ flightId }) => flightId === seatRequest.flightId)) {
        const booking = await this.bookingOf(seat, onFlight);
        // The bookings of other travellers are not disclosed.
        if (booking?.travellerId === request.travellerId) own.set(`${seatRequest.flightId} ${seat}`, booking);
      }
      const seats = sameCabinsElsewhere(seatRequest.seats, types, onFlight);
      if (seats !== null) alternatives.push(alternativeOf(seatRequest.flightId, seats, onFlight));
    }
    const seats = taken.map((ref) => {
      const booking = own.get(`${ref.flightId} ${ref.seat}`);
      return booking === undefined ? ref : { ...ref, bookingId: booking.id };
    });
    return new Refusal(code, detailFor(detail, taken, own), { ...extras, seats, alternatives });
  }

  private async bookingOf(seat: string, { owners, bookings }: FlightSeats): Promise<Booking | undefined> {
    const id = owners.get(seat);
    if (id === undefined) return undefined;
    const reading = bookings.get(id) ?? this.reads.booking(id).then((stored) => stored.bookings[0]);
    bookings.set(id, reading);
    return await reading;
  }

  private async seatsOn(flightId: string): Promise<FlightSeats | null> {
    const running = this.running.get(flightId);
    if (running !== undefined) return await running;
    const reading = this.readSeats(flightId).finally(() => this.running.delete(flightId));
    this.running.set(flightId, reading);
    return await reading;
  }

  private async readSeats(flightId: string): Promise<FlightSeats | null> {
    const map = await this.reads.seatMap(flightId);
    if (map === null) return null;
    this.contendedSeats.remember(map.facts);
    return flightSeatsOf(map);
  }
}

function flightSeatsOf({ facts, seats, now }: StoredSeatMap): FlightSeats {
  const layout = seatsOf(facts.sections);
  const free = seats.filter((record) => isFree(record, now));
  const owned = seats.filter((record) => !isFree(record, now));
  return {
    fares: facts.fares,
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

/** The seats with today's price and their features. */
function alternativeOf(
  flightId: string,
  seats: readonly LayoutSeat[],
  { fares }: FlightSeats,
): AlternativeSeats {
  const prices = seats.map(({ cabin }) => priceIn(cabin, fares));
  return {
    flightId,
    seats: seats.map(({ seat }) => seat),
    price: sum(prices, prices[0]?.currency ?? ''),
    features: seats.map(({ features }) => features),
  };
}

/** Free seats in the cabins of the wanted ones, in passenger order; null if there are too few. */
function sameCabinsElsewhere(
  wanted: readonly string[],
  types: readonly PassengerType[],
  { cabinOf, ofCabin, free }: FlightSeats,
): LayoutSeat[] | null {
  const chosen = new Map<string, LayoutSeat>();
  const party = wanted.map((seat, index) => ({ seat, type: types[index] ?? 'adult' }));
  for (const [cabin, group] of groupBy(party, ({ seat }) => cabinOf.get(seat))) {
    const layout = cabin === undefined ? [] : (ofCabin.get(cabin) ?? []);
    // The shared read may have begun before a wanted seat was taken. A party with a child is offered no exit seat.
    const isOpen = (seat: LayoutSeat) =>
      free.has(seat.seat) && !wanted.includes(seat.seat) && !(types.includes('child') && isExitSeat(seat));
    const choice = seatParty(
      { cabin: layout, isFree: isOpen },
      group.map(({ type }) => type),
    );
    if (choice === null) return null;
    choice.forEach((seat, index) => chosen.set(group[index]?.seat ?? '', seat));
  }
  return wanted.flatMap((seat) => chosen.get(seat) ?? []);
}
