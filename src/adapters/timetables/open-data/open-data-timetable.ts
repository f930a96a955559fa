import type { Timetable } from '../../../application/search/ports.js';
import type { AircraftType, Airline } from '../../../domain/search/catalogue.js';
import { FLEET } from '../shared/fleet.js';
import { AIRLINE_ROWS, monthOf, readAirlines } from './airlines.js';
import { AIRPORT_ROWS, readAirports } from './airports.js';
import { readCountryZones } from './country-zones.js';
import { findDataFiles, type DataFile, type DataFiles } from './data-files.js';
import { readEquipment } from './equipment.js';
import { FlightMaker } from './flights.js';
import { flightsWithin } from './frequency.js';
import { LEG_ROWS, readLegs } from './legs.js';
import { EmptyDataError, OpenDataError } from './open-data-error.js';
import { planLegs, type KnownCodes, type OpenDataOptions } from './plan-legs.js';
import type { PlannedLeg } from './planned-leg.js';
import type { RowFormat } from './read-rows.js';
import { fileLines, type SkipReport } from './skip-report.js';

export { formatSkipReport } from './skip-report.js';
export type { OpenDataOptions } from './plan-legs.js';

/**
 * A timetable of real flights from a folder of OpenFlights' and OpenTravelData's files. The flights of a month are
 * spread over the selected days, as many a day as in that month. Times of day, flight numbers and prices are made up,
 * because the data has none. A flight has the same id in every import, whatever airlines, airports and days are
 * selected. Rows that cannot be used are in the report.
 *
 * Throws OpenDataError for a missing file, and for selected airlines and airports that the data does not have;
 * EmptyDataError if the files yield no flight.
 */
export async function openDataTimetable(
  folder: string,
  options: OpenDataOptions,
): Promise<{ timetable: Timetable; report: SkipReport }> {
  const files = await findDataFiles(folder);
  const airlines = await readAirlines(files);
  const known: KnownCodes = {
    airports: await readAirports(files.airports, await readCountryZones(files), options.localTimes),
    airlines: airlines.byCode,
    equipment: await readEquipment(files.routes),
  };
  const month = await readLegs(files.segments);
  if (known.airports.size === 0 || known.airlines.size === 0 || month.legs.length === 0)
    throw new EmptyDataError(reasonsForNoFlight(folder, files));
  rejectUnknown('airports', options.airports, known.airports, files.airports.path);
  rejectUnknown('airlines', options.airlines, known.airlines, files.airlines.path);
  const legs = planLegs(month, known, options, files.segments.log);
  const timetable = timetableOf(legs, known, options);
  if (timetable.flightCount === 0) throw new EmptyDataError(reasonsForNoFlight(folder, files));
  const nameless = timetable.airlines.filter(({ code }) => airlines.nameless.includes(code));
  return { timetable, report: reportOf(files, nameless) };
}

function rejectUnknown(
  what: string,
  codes: readonly string[] | undefined,
  known: ReadonlyMap<string, unknown>,
  file: string,
): void {
  const unknown = codes?.filter((code) => !known.has(code)) ?? [];
  if (unknown.length === 0) return;
  const detail = `${file} has no ${what} ${unknown.join(', ')} that could be used.`;
  throw new OpenDataError(`${detail} Name ${what} by IATA codes in capital letters.`);
}

function reasonsForNoFlight(folder: string, files: DataFiles): string {
  const needed: [DataFile, RowFormat][] = [
    [files.airports, AIRPORT_ROWS],
    [files.airlines, AIRLINE_ROWS],
    [files.segments, LEG_ROWS],
  ];
  const unused = needed.flatMap(([{ log }, { columns, delimiter }]) => {
    const report = log.report();
    const expected = `  Its columns must be: ${columns.join(`${delimiter} `)}`;
    return report.used === 0 ? [...fileLines(report), expected] : [];
  });
  return [`No flight can be made of the files in ${folder}.`, ...unused].join('\n');
}

/** The timetable of the legs, without airports, airlines and aircraft that no flight uses. */
function timetableOf(legs: readonly PlannedLeg[], known: KnownCodes, options: OpenDataOptions): Timetable {
  const { days, localTimes, currency } = options;
  const airports = new Set(legs.flatMap(({ origin, destination }) => [origin.code, destination.code]));
  const airlines = new Set(legs.map(({ airline }) => airline));
  const aircraft = new Set(legs.map((leg) => leg.aircraft));
  return {
    airports: [...known.airports.values()].filter(({ code }) => airports.has(code)),
    airlines: [...known.airlines.values()].filter(({ code }) => airlines.has(code)),
    aircraft: FLEET.filter(({ code }) => aircraft.has(code)).map(
      ({ code, name, sections }): AircraftType => ({ code, name, sections }),
    ),
    flightCount: legs.reduce((count, leg) => count + flightsWithin(leg.frequency, leg.firstDay, days), 0),
    flights: () => new FlightMaker(localTimes, currency).flights(legs, days),
  };
}

function reportOf(files: DataFiles, nameless: readonly Airline[]): SkipReport {
  const month = monthOf(files.segments);
  return {
    files: Object.values(files).map(({ log }: DataFile) => log.report()),
    notes: [
      `Airlines, airports and the number of flights and seats on each leg are those of ${month}.`,
      'Times of day, flight numbers and prices are made up, because the data has none: the same ones every time.',
      ...(nameless.length === 0
        ? []
        : [
            `No name was valid in ${month} for ${nameless.map(({ code }) => code).join(', ')}: these are called by their code.`,
          ]),
      'Aircraft and their cabins are chosen to fit the seats.',
      'Data: OpenFlights (ODbL 1.0), OpenTravelData (CC-BY 4.0).',
    ],
  };
}
