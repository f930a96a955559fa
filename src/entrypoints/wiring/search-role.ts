import type { DependencyContainer } from 'tsyringe';
import { RecoverSeatsLeft } from '../../application/search/recover-seats-left.js';
import { FLIGHT_CHANGES_BATCH, RelayFlightChanges } from '../../application/search/relay-flight-changes.js';
import { searchUseCases, type SearchUseCases } from '../../application/search/use-cases.js';
import { Admission } from '../../adapters/http/admission.js';
import { routesOf } from '../../adapters/http/app.js';
import { searchHandlers } from '../../adapters/http/catalogue-handlers.js';
import { searchRoleOperations } from '../../adapters/http/contract/contract.js';
import { internalSearchOperations } from '../../adapters/http/contract/internal-operations.js';
import { internalSearchHandlers } from '../../adapters/http/internal-handlers.js';
import { SECOND } from '../../domain/shared/instant.js';
import { provide, token, SHARED } from './shared.js';
import { type RunningRole, outboxMetrics, hasMore } from './running-role.js';
import { SEARCH, provideSearchMemory } from './search-ports.js';

/** The use cases of the search role. */
export const SEARCH_USE_CASES = token<SearchUseCases>('SearchUseCases');

/** Provides search's store: the configured database, whose libraries are loaded only then, or memory. */
export async function provideSearchStore(wiring: DependencyContainer): Promise<void> {
  const { database } = wiring.resolve(SHARED.config);
  if (database === undefined) provideSearchMemory(wiring);
  else (await import('./search-mysql.js')).provideSearchMysql(wiring, database);
}

export function provideSearchUseCases(wiring: DependencyContainer): void {
  provide(wiring, SEARCH_USE_CASES, (c) =>
    searchUseCases({
      reads: c.resolve(SEARCH.reads),
      timetableLog: c.resolve(SEARCH.timetableLog),
      units: c.resolve(SEARCH.units),
      loader: c.resolve(SEARCH.loader),
      seatsLeft: c.resolve(SEARCH.seatsLeft),
      localTimes: c.resolve(SEARCH.localTimes),
      clock: c.resolve(SHARED.clock),
      stopwatch: c.resolve(SHARED.stopwatch),
      currency: c.resolve(SHARED.config).currency,
    }),
  );
}

/** The search role, ready to serve: its routes and its background loops. */
export function searchRole(c: DependencyContainer): RunningRole {
  const [ofClients, ofBooking] = [new Admission(), new Admission()];
  const [metrics, useCases] = [c.resolve(SHARED.metrics), c.resolve(SEARCH_USE_CASES)];
  metrics.watch('search-requests', () => ofClients.load);
  metrics.watch('search-internal-requests', () => ofBooking.load);
  metrics.watch('search-timetable-flights', () => useCases.timetable.load);
  return {
    routes: [
      ...routesOf(searchRoleOperations, searchHandlers(useCases), ofClients),
      ...routesOf(internalSearchOperations, internalSearchHandlers(useCases), ofBooking),
    ],
    admissions: [ofClients, ofBooking],
    loops: searchLoops(c, useCases),
    store: c.resolve(SEARCH.store),
    closeStreams: () => undefined,
  };
}

function searchLoops(
  c: DependencyContainer,
  { describeFlight, timetable }: SearchUseCases,
): RunningRole['loops'] {
  const relay = new RelayFlightChanges(
    c.resolve(SEARCH.outbox),
    describeFlight,
    c.resolve(SEARCH.flightChangesReceiver),
  );
  const log = c.resolve(SHARED.log);
  const source = c.resolve(SEARCH.seatCountsSource);
  const loops = [
    {
      name: 'relay flight changes',
      interval: SECOND / 5,
      run: async () => hasMore(await relay.execute(), FLIGHT_CHANGES_BATCH, log),
    },
    { name: 'load timetable', interval: SECOND, run: () => timetable.tend() },
    outboxMetrics(c, 'flight-changes', c.resolve(SEARCH.outbox)),
  ];
  if (source === null) return loops;
  const recover = new RecoverSeatsLeft(source, c.resolve(SEARCH.seatsLeft));
  const run = async () => (await recover.execute(), false);
  return [...loops, { name: 'recover seats left', interval: SECOND, once: true, run }];
}
