import type { Cabin } from '../../../domain/flight/cabin.js';
import { durationMinutes, seatsLeftIn, type CatalogueFlight } from '../../../domain/search/catalogue.js';
import type { AirportName, FlightStatus } from '../../../domain/flight/flight.js';
import type { Money } from '../../../domain/shared/money.js';
import { momentView, type MomentView } from '../../shared/moment-view.js';
import type { Names } from './reference-data.js';

interface NamedCode {
  readonly code: string;
  readonly name: string;
}

/** A flight in responses of search. */
export interface FlightView {
  readonly id: string;
  readonly flightNumber: string;
  readonly airline: NamedCode;
  readonly origin: AirportName;
  readonly destination: AirportName;
  readonly departure: MomentView;
  readonly arrival: MomentView;
  readonly durationMinutes: number;
  readonly aircraft: NamedCode;
  readonly status: FlightStatus;
  readonly fares: readonly { readonly cabin: Cabin; readonly price: Money; readonly seatsLeft: number }[];
}

export function flightView(flight: CatalogueFlight, names: Names): FlightView {
  return {
    id: flight.id,
    flightNumber: flight.flightNumber,
    airline: { code: flight.airline, name: names.airlines.get(flight.airline)?.name ?? flight.airline },
    origin: airportName(flight.origin, names),
    destination: airportName(flight.destination, names),
    departure: momentView(flight.departure),
    arrival: momentView(flight.arrival),
    durationMinutes: durationMinutes(flight, flight),
    aircraft: { code: flight.aircraft, name: names.aircraft.get(flight.aircraft)?.name ?? flight.aircraft },
    status: flight.status,
    fares: flight.fares.map(({ cabin, price }) => ({ cabin, price, seatsLeft: seatsLeftIn(cabin, flight) })),
  };
}

/** The code and city of an airport; the code as city if this process has not read the airport yet. */
export function airportName(code: string, names: Names): AirportName {
  return { code, city: names.airports.get(code)?.city ?? code };
}
