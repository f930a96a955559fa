import type { Cabin } from '../../../domain/flight/cabin.js';
import { CABINS } from '../../../domain/flight/cabin.js';
import { departureDay, type CatalogueFlight } from '../../../domain/search/catalogue.js';
import type { Fare } from '../../../domain/pricing/fare.js';
import { momentAt, offsetOf } from '../../../domain/flight/flight.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Parameters, Session } from '../connection/session.js';
import type { FlightRow, FlightWithZones } from './tables.js';

/** The name of each cabin in column names. */
export const CABIN_COLUMNS: Readonly<Record<Cabin, 'first' | 'business' | 'premium_economy' | 'economy'>> = {
  first: 'first',
  business: 'business',
  'premium-economy': 'premium_economy',
  economy: 'economy',
};

/** Columns of a flight that its airline sets, in the order of `flightValues`. */
export const FLIGHT_COLUMNS = [
  'id',
  'version',
  'flight_number',
  'airline',
  'origin',
  'destination',
  'aircraft',
  'status',
  'departure_day',
  'departs_at',
  'departure_offset',
  'arrives_at',
  'arrival_offset',
  'currency',
  ...CABINS.map((cabin) => `${CABIN_COLUMNS[cabin]}_price`),
];

/** Columns of search's copy of the seat counts. */
const SEATS_LEFT_COLUMNS = CABINS.map((cabin) => `${CABIN_COLUMNS[cabin]}_left`);

/** Columns of a new flight, in the order of `newFlightValues`. */
export const NEW_FLIGHT_COLUMNS = [...FLIGHT_COLUMNS, ...SEATS_LEFT_COLUMNS, 'seats_version', 'revision'];

type Value = Parameters[number];

export function flightValues(flight: CatalogueFlight): Value[] {
  const { departure, arrival, fares } = flight;
  return [
    flight.id,
    flight.version,
    flight.flightNumber,
    flight.airline,
    flight.origin,
    flight.destination,
    flight.aircraft,
    flight.status,
    departureDay(flight),
    sqlMoment(departure.at),
    offsetOf(departure),
    sqlMoment(arrival.at),
    offsetOf(arrival),
    fares[0]?.price.currency ?? '',
    ...CABINS.map((cabin) => fares.find((fare) => fare.cabin === cabin)?.price.amount ?? null),
  ];
}

/** Values of `NEW_FLIGHT_COLUMNS`; `revisions` are those of the days in this transaction. */
export function newFlightValues(flight: CatalogueFlight, revisions: ReadonlyMap<string, number>): Value[] {
  const seatsLeft = CABINS.map((cabin) => flight.seatsLeft[cabin]);
  return [...flightValues(flight), ...seatsLeft, 0, revisions.get(departureDay(flight)) ?? 0];
}

/** Loads flights by an SQL condition on `f`, together with the time zones of their airports. */
export async function findFlights(
  session: Session,
  condition: string,
  parameters: Parameters,
): Promise<CatalogueFlight[]> {
  const rows = await session.rows<FlightWithZones>(
    `SELECT f.*, o.time_zone AS departure_zone, d.time_zone AS arrival_zone
     FROM flight f JOIN airport o ON o.code = f.origin JOIN airport d ON d.code = f.destination
     WHERE ${condition}`,
    parameters,
  );
  return rows.map((row) => flightOf(row, row.departure_zone, row.arrival_zone));
}

/** The flight of a row, with the time zones of its airports. */
export function flightOf(row: FlightRow, departureZone: string, arrivalZone: string): CatalogueFlight {
  return {
    id: row.id,
    version: row.version,
    flightNumber: row.flight_number,
    airline: row.airline,
    origin: row.origin,
    destination: row.destination,
    aircraft: row.aircraft,
    departure: momentAt(row.departs_at.getTime(), row.departure_offset, departureZone),
    arrival: momentAt(row.arrives_at.getTime(), row.arrival_offset, arrivalZone),
    status: row.status,
    fares: CABINS.flatMap((cabin) => fareOf(cabin, row)),
    seatsLeft: {
      first: row.first_left,
      business: row.business_left,
      'premium-economy': row.premium_economy_left,
      economy: row.economy_left,
    },
  };
}

function fareOf(cabin: Cabin, row: FlightRow): Fare[] {
  const amount = row[`${CABIN_COLUMNS[cabin]}_price`];
  return amount === null ? [] : [{ cabin, price: { amount, currency: row.currency } }];
}
