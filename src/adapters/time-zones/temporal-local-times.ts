import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import type { LocalTimes } from '../../application/search/ports.js';
import { DAY, MINUTE, type Instant } from '../../domain/shared/instant.js';

/** The limit of cached offsets, one per zone and day: a year of all zones has about 200,000. */
const CACHED_DAYS_MAX = 50_000;

/** IANA names begin with a letter. Temporal also accepts offsets such as `+01:00`, which are no airport's zone. */
const IANA_NAME = /^[A-Za-z][\w+\-/]{0,63}$/;

/**
 * Local times by the time zone database of Node.js. A conversion takes about 10 µs, too long for timetables of hundreds
 * of thousands of flights, so the offset at the start of each UTC day is cached. If it is equal for two days in a row,
 * the clocks do not change between, because no zone changes them twice within a day.
 */
export class TemporalLocalTimes implements LocalTimes {
  /** Minutes from UTC to local time, by zone and day since 1970. */
  private readonly offsets = new LRUCache<string, number>({ max: CACHED_DAYS_MAX });

  toInstant(local: string, timeZone: string, offset?: number): Instant | null {
    const asIfUtc = Date.parse(`${local}Z`);
    if (Number.isNaN(asIfUtc)) return null;
    if (new Date(asIfUtc).toISOString().slice(0, 19) !== local) return null;
    if (offset !== undefined) {
      const instant = asIfUtc - offset * MINUTE;
      return this.toLocal(instant, timeZone) === local ? instant : null;
    }
    // Local time is less than a day from UTC, so the instant is within these three days.
    const constant = this.constantOffset(timeZone, Math.floor(asIfUtc / DAY) - 1, 3);
    return constant === null ? unskippedInstant(local, timeZone) : asIfUtc - constant * MINUTE;
  }

  toLocal(instant: Instant, timeZone: string): string {
    const minutes =
      this.constantOffset(timeZone, Math.floor(instant / DAY), 1) ?? offsetAt(instant, timeZone);
    return new Date(instant + minutes * MINUTE).toISOString().slice(0, 19);
  }

  isTimeZone(name: string): boolean {
    if (!IANA_NAME.test(name)) return false;
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  /** The offset if it is the same for this many UTC days; null if the clocks change within them. */
  private constantOffset(timeZone: string, firstDay: number, days: number): number | null {
    const offset = this.offsetAtStartOf(firstDay, timeZone);
    for (let day = firstDay + 1; day <= firstDay + days; day += 1)
      if (this.offsetAtStartOf(day, timeZone) !== offset) return null;
    return offset;
  }

  private offsetAtStartOf(day: number, timeZone: string): number {
    const key = `${timeZone} ${day}`;
    const known = this.offsets.get(key);
    if (known !== undefined) return known;
    const offset = offsetAt(day * DAY, timeZone);
    this.offsets.set(key, offset);
    return offset;
  }
}

function offsetAt(instant: Instant, timeZone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return zoned.offsetNanoseconds / 1e6 / MINUTE;
}

/** The first instant of a repeated local time, and the instant after a skipped one. */
function exactInstant(local: string, timeZone: string): Instant {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' })
    .epochMilliseconds;
}

function unskippedInstant(local: string, timeZone: string): Instant | null {
  const instant = exactInstant(local, timeZone);
  const back = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return back.equals(Temporal.PlainDateTime.from(local)) ? instant : null;
}
