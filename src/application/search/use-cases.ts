import type { Clock } from '../shared/clock.js';
import type { Stopwatch } from '../shared/stopwatch.js';
import { AddAircraft } from './add-aircraft.js';
import { AddAirport } from './add-airport.js';
import { ChangeFlight } from './change-flight.js';
import { CreateFlight } from './create-flight.js';
import { DescribeFlight } from './describe-flight.js';
import { FareCalendar } from './fare-calendar.js';
import { FindAirports } from './find-airports.js';
import { FindFlights } from './find-flights.js';
import { FindItineraries } from './find-itineraries.js';
import { ListAircraft } from './list-aircraft.js';
import { ListAirlines } from './list-airlines.js';
import { LoadTimetable } from './load-timetable.js';
import type {
  CatalogueLoader,
  CatalogueReads,
  CatalogueUnits,
  LocalTimes,
  SeatsLeft,
  TimetableLog,
} from './ports.js';
import { RecordSeatsLeft } from './record-seats-left.js';
import { BookableItineraries } from './shared/bookable-itineraries.js';
import { FlightTimetable } from './shared/flight-timetable.js';
import { ReferenceData } from './shared/reference-data.js';
import { TravelDates } from './shared/travel-dates.js';
import { ViewAirport } from './view-airport.js';
import { ViewFlight } from './view-flight.js';

export interface SearchPorts {
  readonly reads: CatalogueReads;
  readonly timetableLog: TimetableLog;
  readonly units: CatalogueUnits;
  readonly loader: CatalogueLoader;
  readonly seatsLeft: SeatsLeft;
  readonly localTimes: LocalTimes;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  /** The currency of all fares. */
  readonly currency: string;
}

export type SearchUseCases = ReturnType<typeof searchUseCases>;

/** Creates the use cases of search and the timetable that they share. */
export function searchUseCases(ports: SearchPorts) {
  const { reads, units, localTimes, clock, currency } = ports;
  const reference = new ReferenceData(reads, clock);
  const timetable = new FlightTimetable(ports.timetableLog, clock, ports.stopwatch);
  const dates = new TravelDates(localTimes, clock);
  return {
    timetable,
    findAirports: new FindAirports(reference),
    viewAirport: new ViewAirport(reference),
    listAirlines: new ListAirlines(reference),
    listAircraft: new ListAircraft(reference),
    findFlights: new FindFlights(reads, reference, dates, clock),
    viewFlight: new ViewFlight(reads, reference),
    findItineraries: new FindItineraries(new BookableItineraries(reads, timetable, clock), reference, dates),
    fareCalendar: new FareCalendar(reads, reference, dates, clock),
    createFlight: new CreateFlight(units, reference, timetable, localTimes, clock, currency),
    changeFlight: new ChangeFlight(units, reference, timetable, localTimes, clock, currency),
    addAirport: new AddAirport(units, reference, localTimes),
    addAircraft: new AddAircraft(units, reference),
    loadTimetable: new LoadTimetable(ports.loader, reference, timetable),
    describeFlight: new DescribeFlight(reads, reference),
    recordSeatsLeft: new RecordSeatsLeft(ports.seatsLeft),
  };
}
