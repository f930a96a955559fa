import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import type { LocalTimes } from '../../application/search/ports.js';
import { DAY, MINUTE, type Instant } from '../../domain/instant.js';

/** How many zones and days the offset is remembered of: a year of all zones is about 200,000. */
const REMEMBERED_DAYS = 50_000;

/** IANA names begin with a letter; offsets such as `+01:00`, which Temporal takes too, are no airport's zone. */
const IANA_NAME = /^[A-Za-z][\w+\-/]{0,63}$/;

/**
 * Local times by the time zone database that Node.js carries. A conversion takes some 10 µs, too long for timetables
 * of hundreds of thousands of flights, so the offset of each whole day on which the clocks do not change is kept.
 */
export class TemporalLocalTimes implements LocalTimes {
  /** Minutes from UTC to local time; NaN on days on which the clocks change. */
  private readonly offsetsByLocalDay = new LRUCache<string, number>({ max: REMEMBERED_DAYS });
  private readonly offsetsByDay = new LRUCache<string, number>({ max: REMEMBERED_DAYS });

  toInstant(local: string, timeZone: string): Instant | null {
    const day = local.slice(0, 10);
    const asIfUtc = Date.parse(`${local}Z`);
    if (Number.isNaN(asIfUtc)) return null;
    if (new Date(asIfUtc).toISOString().slice(0, 19) !== local) return null;
    const offset = remember(this.offsetsByLocalDay, `${timeZone} ${day}`, () => {
      const start = exactInstant(`${day}T00:00:00`, timeZone);
      const offset = constantOffset(timeZone, start, start + DAY + 2 * 60 * MINUTE);
      // A day that begins on another day was skipped, whole or in part.
      return start + offset * MINUTE === Date.parse(`${day}T00:00:00Z`) ? offset : NaN;
    });
    return Number.isNaN(offset) ? unskippedInstant(local, timeZone) : asIfUtc - offset * MINUTE;
  }

  toLocal(instant: Instant, timeZone: string): string {
    const day = Math.floor(instant / DAY);
    const key = `${timeZone} ${day}`;
    const offset = remember(this.offsetsByDay, key, () =>
      constantOffset(timeZone, day * DAY, (day + 1) * DAY),
    );
    const minutes = Number.isNaN(offset) ? offsetAt(instant, timeZone) : offset;
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
}

function remember(cache: LRUCache<string, number>, key: string, find: () => number): number {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const found = find();
  cache.set(key, found);
  return found;
}

/** The offset if it is the same at both ends; zones do not change their clocks twice within a day. */
function constantOffset(timeZone: string, from: Instant, until: Instant): number {
  const offset = offsetAt(from, timeZone);
  return offset === offsetAt(until, timeZone) ? offset : NaN;
}

function offsetAt(instant: Instant, timeZone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return zoned.offsetNanoseconds / 1e6 / MINUTE;
}

/** The first of two, and what comes after a time that is skipped. */
function exactInstant(local: string, timeZone: string): Instant {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' })
    .epochMilliseconds;
}

function unskippedInstant(local: string, timeZone: string): Instant | null {
  const instant = exactInstant(local, timeZone);
  const back = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return back.equals(Temporal.PlainDateTime.from(local)) ? instant : null;
}
