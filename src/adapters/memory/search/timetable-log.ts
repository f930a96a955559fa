import type { DayUpdate, TimetableLog } from '../../../application/search/ports.js';
import type { DayChanges } from '../../../domain/search/day-changes.js';
import type { SearchTables } from './tables.js';

/** The log of changes of each day's flights, in memory. */
export class MemoryTimetableLog implements TimetableLog {
  constructor(private readonly tables: SearchTables) {}

  async revisions(days: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const revisions = new Map<string, number>();
    for (const day of days) {
      const log = this.tables.logOf(day);
      if (log !== undefined) revisions.set(day, log.revision);
    }
    return revisions;
  }

  async changesSince(day: string, since: number | null, changes: DayChanges): Promise<DayUpdate> {
    const log = this.tables.logOf(day);
    if (log === undefined) return { revision: 0, isWhole: since === null };
    const changed = since === null || since > log.revision ? null : log.after(since);
    for (const id of new Set(changed ?? log.all())) {
      const departure = this.tables.departure(id, day);
      if (departure === null) changes.isGone(id);
      else changes.leaves(departure);
    }
    return { revision: log.revision, isWhole: changed === null };
  }
}
