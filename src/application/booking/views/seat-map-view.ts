import type { Cabin } from '../../../domain/flight/cabin.js';
import { priceIn } from '../../../domain/pricing/fare.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import { layoutOf, type AircraftLayout } from '../../../domain/flight/aircraft-layout.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import type { Money } from '../../../domain/shared/money.js';
import { seatsOf, type LayoutSeat, type SeatFeature } from '../../../domain/flight/seat-layout.js';
import type { SeatState } from '../../../domain/booking/seat.js';

export interface SeatView {
  readonly seat: string;
  readonly state: SeatState;
  readonly features: readonly SeatFeature[];
  readonly price: Money;
}

export interface SeatRowView {
  readonly row: number;
  readonly seats: readonly SeatView[];
}

export interface SeatMapView {
  readonly flightId: string;
  readonly version: number;
  readonly layout: AircraftLayout;
  readonly cabins: readonly {
    readonly cabin: Cabin;
    readonly price: Money;
    readonly rows: readonly SeatRowView[];
  }[];
}

/** The states of seats at one moment. Seats of the layout that are not among them are blocked. */
export type SeatStates = ReadonlyMap<string, SeatState>;

export function seatMapView(facts: FlightFacts, version: number, states: SeatStates): SeatMapView {
  const cabins = groupBy(seatsOf(facts.sections), (seat) => seat.cabin);
  return {
    flightId: facts.flightId,
    version,
    layout: layoutOf(facts.sections),
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

/** The same map with other states. Rows whose states are the same stay the same objects. */
export function withStates(map: SeatMapView, version: number, states: SeatStates): SeatMapView {
  const cabins = map.cabins.map((cabin) => ({
    ...cabin,
    rows: cabin.rows.map((row) => rowWithStates(row, states)),
  }));
  return { ...map, version, cabins };
}

function rowWithStates(row: SeatRowView, states: SeatStates): SeatRowView {
  if (row.seats.every(({ seat, state }) => stateIn(states, seat) === state)) return row;
  return { ...row, seats: row.seats.map((seat) => ({ ...seat, state: stateIn(states, seat.seat) })) };
}

function seatView({ seat, features }: LayoutSeat, states: SeatStates, price: Money): SeatView {
  return { seat, state: stateIn(states, seat), features, price };
}

function stateIn(states: SeatStates, seat: string): SeatState {
  return states.get(seat) ?? 'blocked';
}
