import type { DependencyContainer } from 'tsyringe';
import { AddAircraft } from '../../application/search/add-aircraft.js';
import { AddAirport } from '../../application/search/add-airport.js';
import { ChangeFlight } from '../../application/search/change-flight.js';
import { CreateFlight } from '../../application/search/create-flight.js';
import { DescribeFlight } from '../../application/search/describe-flight.js';
import { FareCalendar } from '../../application/search/fare-calendar.js';
import { FindAirports } from '../../application/search/find-airports.js';
import { FindFlights } from '../../application/search/find-flights.js';
import { FindItineraries } from '../../application/search/find-itineraries.js';
import { ListAircraft } from '../../application/search/list-aircraft.js';
import { ListAirlines } from '../../application/search/list-airlines.js';
import { LoadTimetable } from '../../application/search/load-timetable.js';
import { RecordSeatsLeft } from '../../application/search/record-seats-left.js';
import { RecoverSeatsLeft } from '../../application/search/recover-seats-left.js';
import { FLIGHT_CHANGES_BATCH, RelayFlightChanges } from '../../application/search/relay-flight-changes.js';
import { ReferenceData } from '../../application/search/support/reference-data.js';
import { BookableJourneys } from '../../application/search/support/bookable-journeys.js';
import { FlightTimetable } from '../../application/search/support/flight-timetable.js';
import { TravelDates } from '../../application/search/support/travel-dates.js';
import { ViewAirport } from '../../application/search/view-airport.js';
import { ViewFlight } from '../../application/search/view-flight.js';
import { Admission } from '../../adapters/http/admission.js';
import { routesOf } from '../../adapters/http/app.js';
import { searchHandlers, type SearchUseCases } from '../../adapters/http/catalogue-handlers.js';
import { searchRoleOperations } from '../../adapters/http/contract/contract.js';
import { internalSearchOperations } from '../../adapters/http/contract/internal-operations.js';
import { internalSearchHandlers } from '../../adapters/http/internal-handlers.js';
import { SECOND } from '../../domain/instant.js';
import { provide, token } from './container.js';
import type { RunningRole } from './running-role.js';
import { outboxFigures, wentOn } from './relays.js';
import { SEARCH } from './search-ports.js';
import { SHARED } from './shared.js';

/** The use cases of the search role that others are made of. */
export const SEARCH_USE_CASES = {
  reference: token<ReferenceData>('ReferenceData'),
  timetable: token<FlightTimetable>('FlightTimetable'),
  describeFlight: token<DescribeFlight>('DescribeFlight'),
  recordSeatsLeft: token<RecordSeatsLeft>('RecordSeatsLeft'),
  loadTimetable: token<LoadTimetable>('LoadTimetable'),
};

const U = SEARCH_USE_CASES;

export function provideSearchUseCases(wiring: DependencyContainer): void {
  provide(wiring, U.reference, (c) => new ReferenceData(c.resolve(SEARCH.reads), c.resolve(SHARED.clock)));
  provide(
    wiring,
    U.timetable,
    (c) =>
      new FlightTimetable(
        c.resolve(SEARCH.timetableLog),
        c.resolve(SHARED.clock),
        c.resolve(SHARED.stopwatch),
      ),
  );
  provide(
    wiring,
    U.describeFlight,
    (c) => new DescribeFlight(c.resolve(SEARCH.reads), c.resolve(U.reference)),
  );
  provide(wiring, U.recordSeatsLeft, (c) => new RecordSeatsLeft(c.resolve(SEARCH.seatsLeft)));
  provide(
    wiring,
    U.loadTimetable,
    (c) => new LoadTimetable(c.resolve(SEARCH.loader), c.resolve(U.reference), c.resolve(U.timetable)),
  );
}

/** The search role as it runs: what it serves, and what it does by itself. */
export function searchRole(c: DependencyContainer): RunningRole {
  const [ofClients, ofBooking] = [new Admission(), new Admission()];
  const metrics = c.resolve(SHARED.metrics);
  metrics.watch('search-requests', () => ofClients.load);
  metrics.watch('search-internal-requests', () => ofBooking.load);
  metrics.watch('search-timetable-flights', () => c.resolve(U.timetable).load);
  const internal = internalSearchHandlers({
    describeFlight: c.resolve(U.describeFlight),
    recordSeatsLeft: c.resolve(U.recordSeatsLeft),
  });
  return {
    routes: [
      ...routesOf(searchRoleOperations, searchHandlers(searchUseCases(c)), ofClients),
      ...routesOf(internalSearchOperations, internal, ofBooking),
    ],
    admissions: [ofClients, ofBooking],
    loops: backgroundWork(c),
    store: c.resolve(SEARCH.store),
    closeStreams: () => undefined,
  };
}

function backgroundWork(c: DependencyContainer): RunningRole['loops'] {
  const describe = c.resolve(U.describeFlight);
  const relay = new RelayFlightChanges(
    c.resolve(SEARCH.outbox),
    describe,
    c.resolve(SEARCH.flightChangesReceiver),
  );
  const log = c.resolve(SHARED.log);
  const source = c.resolve(SEARCH.seatCountsSource);
  const loops = [
    {
      name: 'relay flight changes',
      interval: SECOND / 5,
      run: async () => wentOn(await relay.execute(), FLIGHT_CHANGES_BATCH, log),
    },
    { name: 'load timetable', interval: SECOND, run: () => c.resolve(U.timetable).tend() },
    outboxFigures(c, 'flight-changes', c.resolve(SEARCH.outbox)),
  ];
  if (source === null) return loops;
  const recover = new RecoverSeatsLeft(source, c.resolve(SEARCH.seatsLeft));
  const run = async () => (await recover.execute(), false);
  return [...loops, { name: 'recover seats left', interval: SECOND, once: true, run }];
}

function searchUseCases(c: DependencyContainer): SearchUseCases {
  const [reads, units] = [c.resolve(SEARCH.reads), c.resolve(SEARCH.units)];
  const [reference, timetable] = [c.resolve(U.reference), c.resolve(U.timetable)];
  const [localTimes, clock] = [c.resolve(SEARCH.localTimes), c.resolve(SHARED.clock)];
  const dates = new TravelDates(localTimes, clock);
  const { currency } = c.resolve(SHARED.config);
  return {
    findAirports: new FindAirports(reference),
    viewAirport: new ViewAirport(reference),
    listAirlines: new ListAirlines(reference),
    listAircraft: new ListAircraft(reference),
    findFlights: new FindFlights(reads, reference, dates, clock),
    viewFlight: new ViewFlight(reads, reference),
    findItineraries: new FindItineraries(new BookableJourneys(reads, timetable, clock), reference, dates),
    fareCalendar: new FareCalendar(reads, reference, dates, clock),
    createFlight: new CreateFlight(units, reference, timetable, localTimes, clock, currency),
    changeFlight: new ChangeFlight(units, reference, timetable, localTimes, clock, currency),
    addAirport: new AddAirport(units, reference, localTimes),
    addAircraft: new AddAircraft(units, reference),
  };
}
