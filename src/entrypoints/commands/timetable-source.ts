import type { Config } from '../process/config.js';
import { TemporalLocalTimes } from '../../adapters/time-zones/temporal-local-times.js';
import { addDays } from '../../domain/shared/local-date.js';
import type { Airport } from '../../domain/search/catalogue.js';
import type { Timetable } from '../../application/search/ports.js';

/** The options that select real schedules. */
export interface DataOptions {
  readonly airlines?: readonly string[] | undefined;
  readonly airports?: readonly string[] | undefined;
  /** Number of local days from tomorrow. */
  readonly days: number;
}

/** A timetable with a report on its source. */
export interface SourcedTimetable {
  readonly timetable: Timetable;
  /** The rows that were skipped and the reasons, as lines to print; empty for the seed. */
  readonly notes: string;
  /** The skipped rows and the reasons as data for JSON; null for the seed. */
  readonly report: unknown;
}

/** How many days the seed is on sale, today included. */
const SEED_DAYS = 61;

const localTimes = new TemporalLocalTimes();

/** Holdfast's own small timetable of invented flights. */
export async function seedSource(config: Config): Promise<SourcedTimetable> {
  const { seedTimetable } = await import('../../adapters/timetables/seed/seed-timetable.js');
  const firstDay = localTimes.toLocal(Date.now(), 'Etc/UTC').slice(0, 10);
  const timetable = seedTimetable({ firstDay, days: SEED_DAYS, currency: config.currency, localTimes });
  return { timetable, notes: '', report: null };
}

/** Real schedules from OpenFlights' and OpenTravelData's files. Throws OpenDataError. */
export async function openDataSource(
  folder: string,
  options: DataOptions,
  config: Config,
): Promise<SourcedTimetable> {
  const { formatSkipReport, openDataTimetable } =
    await import('../../adapters/timetables/open-data/open-data-timetable.js');
  const tomorrow = ({ timeZone }: Airport) =>
    addDays(localTimes.toLocal(Date.now(), timeZone).slice(0, 10), 1);
  const { airlines, airports, days } = options;
  const { timetable, report } = await openDataTimetable(folder, {
    ...(airlines === undefined ? {} : { airlines }),
    ...(airports === undefined ? {} : { airports }),
    days,
    firstDayOf: tomorrow,
    currency: config.currency,
    localTimes,
  });
  return { timetable, notes: formatSkipReport(report), report };
}
