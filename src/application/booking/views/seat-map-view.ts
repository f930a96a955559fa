import type { Cabin } from '../../../domain/flight/cabin.js';
import { priceIn } from '../../../domain/pricing/fare.js';
import { untouchedSeatsOf } from '../../../domain/booking/untouched-seats.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { Money } from '../../../domain/shared/money.js';
import { seatsOf, type LayoutSeat, type SeatFeature } from '../../../domain/flight/seat-layout.js';
import { stateAt, type SeatState } from '../../../domain/booking/seat.js';
import type { StoredSeatMap } from '../ports.js';

export interface SeatView {
  readonly seat: string;
  readonly state: SeatState;
  readonly features: readonly SeatFeature[];
  readonly price: Money;
}

export interface SeatMapView {
  readonly flightId: string;
  readonly version: number;
  readonly cabins: readonly {
    readonly cabin: Cabin;
    readonly price: Money;
    readonly rows: readonly { readonly row: number; readonly seats: readonly SeatView[] }[];
  }[];
}

export function seatMapView({ facts, version, seats, now }: StoredSeatMap): SeatMapView {
  const states = new Map(seats.map((record) => [record.seat, stateAt(record, now)]));
  const cabins = groupBy(seatsOf(facts.sections), (seat) => seat.cabin);
  return {
    flightId: facts.flightId,
    version,
    cabins: [...cabins].map(([cabin, inCabin]) => {
      const price = priceIn(cabin, facts.fares);
      const rows = groupBy(inCabin, (seat) => seat.row);
      return {
        cabin,
        price,
        rows: [...rows].map(([row, inRow]) => ({
          row,
          seats: inRow.map((seat) => seatView(seat, states, price)),
        })),
      };
    }),
  };
}

/** The seat map of a flight that booking has not stored yet. */
export function untouchedMap(facts: FlightFacts, now: Instant): StoredSeatMap {
  return { facts, version: 0, seats: untouchedSeatsOf(facts), now };
}

function seatView(
  { seat, features }: LayoutSeat,
  states: ReadonlyMap<string, SeatState>,
  price: Money,
): SeatView {
  return { seat, state: states.get(seat) ?? 'blocked', features, price };
}
