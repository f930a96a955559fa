import type { DependencyContainer } from 'tsyringe';
import type { LoadReport } from '../../application/search/load-timetable.js';
import { busiestRoute } from '../../domain/search/day-routes.js';
import { addDays, dayOf } from '../../domain/shared/local-date.js';
import { Progress } from '../commands/progress.js';
import type { SourcedTimetable } from '../commands/timetable-source.js';
import { SEARCH } from '../wiring/search-ports.js';
import { SEARCH_USE_CASES } from '../wiring/search-role.js';
import { SHARED } from '../wiring/shared.js';

/** Timetables up to this size load in a moment, and need no progress bar. */
const QUICKLY_LOADED = 50_000;

/** What a process puts on sale when it starts. */
export interface StartingTimetable {
  readonly open: () => Promise<SourcedTimetable>;
  /** Where it comes from, as people are told. */
  readonly name: string;
  /** Made up, for those who have nothing else: never mixed into a catalogue that is there. */
  readonly isSeed: boolean;
}

/** Puts a timetable on sale, with a progress bar where it takes a while. */
export async function load(
  wiring: DependencyContainer,
  { timetable }: SourcedTimetable,
): Promise<LoadReport> {
  const useCase = wiring.resolve(SEARCH_USE_CASES).loadTimetable;
  if (timetable.flightCount <= QUICKLY_LOADED) return await useCase.execute(timetable);
  const progress = new Progress('Loading flights', timetable.flightCount);
  try {
    return await useCase.execute(timetable, progress.update);
  } finally {
    progress.stop();
  }
}

/**
 * A search that finds flights, as a path: on a day of the next week, where none has left yet, the route with the most of
 * them; null if there are none.
 */
export async function trialSearch(wiring: DependencyContainer): Promise<string | null> {
  const { timetable } = wiring.resolve(SEARCH_USE_CASES);
  const today = dayOf(wiring.resolve(SHARED.clock).now());
  for (let ahead = 2; ahead <= 7; ahead += 1) {
    const date = addDays(today, ahead);
    const [day] = await timetable.days(date, 1);
    const route = day === undefined ? null : busiestRoute(day);
    if (route === null) continue;
    const [origin, destination] = [route.origin, route.destination].map((airport) =>
      timetable.airports.codeOf(airport),
    );
    return `/flights?origin=${origin}&destination=${destination}&date=${date}&limit=3`;
  }
  return null;
}

/** Fills the catalogue at the start; answers what is to be said of it. What a database has already stays. */
export async function fillCatalogue(
  wiring: DependencyContainer,
  { open, name, isSeed }: StartingTimetable,
): Promise<string> {
  const { database, isProduction } = wiring.resolve(SHARED.config);
  const log = wiring.resolve(SHARED.log);
  if (isSeed && database !== undefined) {
    if (!(await wiring.resolve(SEARCH.loader).isEmpty())) return 'those in the database';
    if (isProduction) return 'none yet: npm run import loads real ones';
  }
  log.info(`loading flights: ${name}`);
  const source = await open();
  if (source.notes !== '') log.info(source.notes);
  await load(wiring, source);
  return `${source.timetable.flightCount.toLocaleString('en')} (${name})`;
}
