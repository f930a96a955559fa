import type { DependencyContainer } from 'tsyringe';
import type { LoadReport } from '../../application/search/load-timetable.js';
import { busiestRoute } from '../../domain/search/day-routes.js';
import { addDays, dayOf } from '../../domain/shared/local-date.js';
import { Progress } from '../commands/progress.js';
import type { SourcedTimetable } from '../commands/timetable-source.js';
import { SEARCH } from '../wiring/search-ports.js';
import { SEARCH_USE_CASES } from '../wiring/search-role.js';
import { SHARED } from '../wiring/shared.js';

/** How many flights load without a progress bar. */
const QUICKLY_LOADED = 50_000;

/** The timetable that a process puts on sale when it starts. */
export interface StartingTimetable {
  readonly open: () => Promise<SourcedTimetable>;
  /** Its source, for log lines and the banner. */
  readonly name: string;
  /** Whether it is the invented seed, which is never added to a catalogue that has flights. */
  readonly isSeed: boolean;
}

/** Puts a timetable on sale, with a progress bar for a large one. */
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
 * The path of a search that finds flights: the busiest route of the first day with flights, from the day after tomorrow
 * to 7 days ahead; null if there are none.
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

/** Fills the catalogue at the start and returns a description for the banner. It never replaces stored flights. */
export async function fillCatalogue(
  wiring: DependencyContainer,
  { open, name, isSeed }: StartingTimetable,
): Promise<string> {
  const { database, isProduction } = wiring.resolve(SHARED.config);
  const log = wiring.resolve(SHARED.log);
  if (isSeed && database !== undefined) {
    if (!(await wiring.resolve(SEARCH.loader).isEmpty())) return 'those in the database';
    if (isProduction) return 'none yet: npm run import loads real schedules';
  }
  log.info(`loading flights: ${name}`);
  const source = await open();
  if (source.notes !== '') log.info(source.notes);
  await load(wiring, source);
  return `${source.timetable.flightCount.toLocaleString('en')} (${name})`;
}
