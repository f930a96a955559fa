import type { LocalTimes } from '../../../application/search/ports.js';
import type { Airport } from '../../../domain/search/catalogue.js';
import { distanceKm, type Place } from '../../../domain/search/distance.js';
import { cityCodeOf } from '../../../domain/search/metropolitan-areas.js';
import { AIRPORT_CODE, nameIn, numberIn } from './codes.js';
import type { DataFile } from './data-files.js';
import { openFlights, readRows } from './read-rows.js';
import { offsetsIn, ZoneOffsets } from './zone-offsets.js';

export const AIRPORT_ROWS = openFlights(
  ...[
    'id',
    'name',
    'city',
    'country',
    'IATA',
    'ICAO',
    'latitude',
    'longitude',
    'altitude',
    'UTC offset',
    'DST',
  ],
  ...['time zone', 'type', 'source'],
);

/** Within this distance an airport with the same offset from UTC is assumed to have the same time zone. */
const NEIGHBOUR_KM_MAX = 500;

/** An airport whose country has another offset from UTC than its row: an overseas part of the country, as a rule. */
interface Overseas {
  readonly line: number;
  readonly airport: Omit<Airport, 'timeZone'>;
  readonly offsets: readonly number[];
}

/**
 * The airports with a time zone, by IATA code. Of several rows with one code the first is used. A row without a time
 * zone gets that of its country if its offset from UTC agrees, else that of the nearest airport with this offset within
 * NEIGHBOUR_KM_MAX.
 */
export async function readAirports(
  file: DataFile,
  countryZones: ReadonlyMap<string, string>,
  localTimes: Pick<LocalTimes, 'isTimeZone' | 'toLocal'>,
): Promise<ReadonlyMap<string, Airport>> {
  const airports = new Map<string, Airport>();
  const overseas: Overseas[] = [];
  const isTimeZone = cached((zone) => localTimes.isTimeZone(zone));
  const zoneOffsets = new ZoneOffsets(localTimes);
  await readRows(file, AIRPORT_ROWS, (fields, line) => {
    const airport = airportIn(fields);
    if (typeof airport === 'string') return airport;
    const [own, ofCountry] = [fields[11] ?? '', countryZones.get(airport.country) ?? ''];
    const [ownZone, countryZone] = [own, ofCountry].map((zone) => (isTimeZone(zone) ? zone : undefined));
    const timeZone = ownZone ?? countryZone;
    if (timeZone === undefined) return 'no time zone';
    if (airports.has(airport.code)) return 'IATA code of an earlier row';
    const offsets = offsetsIn(fields[9]);
    const agrees = ownZone !== undefined || offsets.length === 0 || zoneOffsets.haveShown(timeZone, offsets);
    if (!agrees) overseas.push({ line, airport, offsets });
    else airports.set(airport.code, { ...airport, timeZone });
    return null;
  });
  const certain = [...airports.values()];
  for (const { line, airport, offsets } of overseas) {
    const sameOffset = certain.filter(({ timeZone }) => zoneOffsets.isStandard(timeZone, offsets));
    const timeZone = nearest(airport, sameOffset)?.timeZone;
    if (airports.has(airport.code)) file.log.skip(line, 'IATA code of another row');
    else if (timeZone === undefined) file.log.skip(line, 'UTC offset that is not its country’s');
    else airports.set(airport.code, { ...airport, timeZone });
  }
  return airports;
}

/** The nearest of the airports within NEIGHBOUR_KM_MAX. */
function nearest(airport: Place, others: readonly Airport[]): Airport | undefined {
  let [found, least]: [Airport | undefined, number] = [undefined, NEIGHBOUR_KM_MAX];
  for (const other of others) {
    const distance = distanceKm(airport, other);
    if (distance <= least) [found, least] = [other, distance];
  }
  return found;
}

/** Returns the airport without its time zone, or the reason to skip the row. */
function airportIn(fields: readonly string[]): Omit<Airport, 'timeZone'> | string {
  const [, , cityField, countryField, code = ''] = fields;
  if (!AIRPORT_CODE.test(code)) return 'no IATA code of three capital letters';
  const name = nameIn(fields[1]);
  const country = nameIn(countryField);
  if (name === null || country === null) return 'no name or no country';
  const [latitude, longitude] = [numberIn(fields[6]), numberIn(fields[7])];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return 'no coordinates on Earth';
  return {
    code,
    name,
    city: nameIn(cityField) ?? name,
    cityCode: cityCodeOf(code),
    country,
    latitude,
    longitude,
  };
}

/** Checking a time zone is slow, and thousands of airports share a few hundred. */
function cached(check: (zone: string) => boolean): (zone: string) => boolean {
  const results = new Map<string, boolean>();
  return (zone) => {
    const result = results.get(zone) ?? check(zone);
    results.set(zone, result);
    return result;
  };
}
