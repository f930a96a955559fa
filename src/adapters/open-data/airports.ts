import type { LocalTimes } from '../../application/search/ports.js';
import type { Airport } from '../../domain/catalogue.js';
import { cityCodeOf } from '../../domain/metropolitan-areas.js';
import { AIRPORT_CODE, nameIn, numberIn } from './codes.js';
import type { DataFile } from './data-files.js';
import { openFlights, readRows } from './read-rows.js';

const FIELDS = 14;

/** The airports that flights can be timed at, by IATA code. Of several rows with one code the first counts. */
export async function readAirports(
  file: DataFile,
  countryZones: ReadonlyMap<string, string>,
  localTimes: Pick<LocalTimes, 'isTimeZone'>,
): Promise<ReadonlyMap<string, Airport>> {
  const airports = new Map<string, Airport>();
  const isTimeZone = remembered((zone) => localTimes.isTimeZone(zone));
  await readRows(file, openFlights(FIELDS), (fields) => {
    const airport = airportIn(fields, (own, country) =>
      [own, countryZones.get(country) ?? ''].find((zone) => isTimeZone(zone)),
    );
    if (typeof airport === 'string') return airport;
    if (airports.has(airport.code)) return 'IATA code of an earlier row';
    airports.set(airport.code, airport);
    return null;
  });
  return airports;
}

/** The airport, or why there is none. */
function airportIn(
  fields: readonly string[],
  zoneOf: (own: string, country: string) => string | undefined,
): Airport | string {
  const [, , cityField, countryField, code = ''] = fields;
  if (!AIRPORT_CODE.test(code)) return 'no IATA code of three capital letters';
  const name = nameIn(fields[1]);
  const country = nameIn(countryField);
  if (name === null || country === null) return 'no name or no country';
  const [latitude, longitude] = [numberIn(fields[6]), numberIn(fields[7])];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return 'no coordinates on Earth';
  const timeZone = zoneOf(fields[11] ?? '', country);
  if (timeZone === undefined) return 'no time zone';
  const city = nameIn(cityField) ?? name;
  return { code, name, city, cityCode: cityCodeOf(code), country, timeZone, latitude, longitude };
}

/** Asking for a time zone is slow, and thousands of airports share a few hundred. */
function remembered(ask: (zone: string) => boolean): (zone: string) => boolean {
  const answers = new Map<string, boolean>();
  return (zone) => {
    const answer = answers.get(zone) ?? ask(zone);
    answers.set(zone, answer);
    return answer;
  };
}
