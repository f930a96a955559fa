import type { LoadReport, LoadTimetable } from '../application/search/load-timetable.js';
import { Progress } from './progress.js';
import type { SourcedTimetable } from './timetable-source.js';

/** Timetables up to this size load in a moment, and need no progress bar. */
const QUICKLY_LOADED = 50_000;

/** Puts a timetable on sale, with a progress bar where it takes a while. */
export async function load(useCase: LoadTimetable, { timetable }: SourcedTimetable): Promise<LoadReport> {
  if (timetable.flightCount <= QUICKLY_LOADED) return await useCase.execute(timetable);
  const progress = new Progress('Loading flights', timetable.flightCount);
  try {
    return await useCase.execute(timetable, progress.update);
  } finally {
    progress.stop();
  }
}
