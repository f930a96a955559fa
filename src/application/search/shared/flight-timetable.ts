import { emptyDay } from '../../../domain/search/day-builder.js';
import { changedDay } from '../../../domain/search/changed-day.js';
import { DayChanges } from '../../../domain/search/day-changes.js';
import { AirportNumbers, type DayTimetable } from '../../../domain/search/day-timetable.js';
import { MINUTE, SECOND } from '../../../domain/shared/instant.js';
import { addDays, dayOf, midnightOf } from '../../../domain/shared/local-date.js';
import { Refusal } from '../../../domain/shared/refusal.js';
import type { Clock } from '../../shared/clock.js';
import type { Stopwatch } from '../../shared/stopwatch.js';
import type { TimetableLog } from '../ports.js';

/** The greatest age of the cache, in milliseconds: changes by any process are visible within this time. */
const AGE_MAX = SECOND / 2;

/** The limits of cached flights, at about 30 bytes each, and cached days. The least recently used days leave first. */
const FLIGHTS_CACHED_MAX = 2_000_000;
const DAYS_CACHED_MAX = 100;

/** The limit of days per search; the cache always keeps at least this many. */
const DAYS_PER_SEARCH_MAX = 8;

/** The limit of days that wait to be loaded, one after the other. */
const DAYS_WAITING_MAX = 64;

/** The days from yesterday on that are loaded in advance, while the cache has fewer than FLIGHTS_AHEAD_MAX flights. */
const DAYS_AHEAD = 9;
const FLIGHTS_AHEAD_MAX = FLIGHTS_CACHED_MAX / 2;

/** A day is reloaded after this time, because changes by hand or by an older version have no revision. */
const RELOAD_AFTER = 5 * MINUTE;

/** The limit of checks per search while this process itself changes flights. */
const CHECKS_MAX = 3;

interface CachedDay {
  readonly timetable: DayTimetable;
  readonly revision: number;
  /** The stopwatch's time of the last complete load. */
  readonly loadedAt: number;
}

/** The timetable in memory: the flights of the days that are searched, never older than AGE_MAX. */
export class FlightTimetable {
  readonly airports = new AirportNumbers();
  /** The cached days by local day, the most recently used last. */
  private readonly cached = new Map<string, CachedDay>();
  private readonly loading = new Map<string, Promise<CachedDay>>();
  /** The flights of the day that is being loaded; reused for every load. */
  private readonly loaded = new DayChanges(0, this.airports);
  private lastLoad: Promise<unknown> = Promise.resolve();
  /** The stopwatch's time of the last check. */
  private checkedAt = -Infinity;
  private checking: Promise<void> | null = null;
  private expiries = 0;

  constructor(
    private readonly log: TimetableLog,
    private readonly clock: Clock,
    private readonly stopwatch: Stopwatch,
  ) {}

  /** The cached flights and their limit, and the number of days that wait to be loaded. */
  get load() {
    return { limit: FLIGHTS_CACHED_MAX, used: this.flightCount(), waiting: this.loading.size };
  }

  /** Returns consecutive local days. Throws Refusal `overloaded` when too many days wait to be loaded. */
  async days(firstDay: string, count: number): Promise<DayTimetable[]> {
    const days = Array.from({ length: count }, (_, index) => addDays(firstDay, index));
    const loaded = await Promise.all(
      days.map(async (day) => this.cached.get(day) ?? (await this.loadOnce(day))),
    );
    await this.refresh();
    return days.flatMap((day, index) => {
      const cached = this.cached.get(day) ?? loaded[index];
      if (cached === undefined) return [];
      this.store(day, cached);
      return cached.timetable;
    });
  }

  /** Makes the next search check for changes first. To be called after a change by this process. */
  expire(): void {
    this.expiries += 1;
    this.checkedAt = -Infinity;
  }

  /** Loads one day in advance or reloads an old one; false if there is none. */
  async tend(): Promise<boolean> {
    const yesterday = addDays(dayOf(this.clock.now()), -1);
    const ahead = Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(yesterday, index));
    const missing = ahead.find((day) => !this.cached.has(day));
    if (missing !== undefined && this.flightCount() < FLIGHTS_AHEAD_MAX) {
      await this.loadOnce(missing);
      return true;
    }
    const old = [...this.cached].find(([, { loadedAt }]) => this.stopwatch() - loadedAt >= RELOAD_AFTER)?.[0];
    if (old !== undefined) await this.loadOnce(old);
    return old !== undefined;
  }

  private async refresh(): Promise<void> {
    for (
      let attempt = 0;
      attempt < CHECKS_MAX && this.stopwatch() - this.checkedAt >= AGE_MAX;
      attempt += 1
    ) {
      this.checking ??= this.check().finally(() => (this.checking = null));
      await this.checking;
    }
  }

  private async check(): Promise<void> {
    const [startedAt, { expiries }] = [this.stopwatch(), this];
    const revisions = await this.log.revisions([...this.cached.keys()]);
    for (const [day, revision] of revisions) {
      const known = this.cached.get(day);
      if (known !== undefined && revision !== known.revision) await this.applyChanges(day, known);
    }
    if (expiries === this.expiries) this.checkedAt = startedAt;
  }

  private async applyChanges(day: string, known: CachedDay): Promise<void> {
    const changes = new DayChanges(known.timetable.midnight, this.airports);
    const { revision, isWhole } = await this.log.changesSince(day, known.revision, changes);
    // The day may have been reloaded or dropped meanwhile.
    if (this.cached.get(day) !== known) return;
    const before = isWhole ? emptyDay(known.timetable.midnight) : known.timetable;
    const timetable = changedDay(before, changes, this.airports);
    this.cached.set(day, { timetable, revision, loadedAt: isWhole ? this.stopwatch() : known.loadedAt });
  }

  /** Loads one day at a time; concurrent searches share the load of a day. */
  private async loadOnce(day: string): Promise<CachedDay> {
    const known = this.loading.get(day);
    if (known !== undefined) return await known;
    if (this.loading.size >= DAYS_WAITING_MAX) {
      const detail = 'Too many days are being searched at once. Retry in a moment.';
      throw new Refusal('overloaded', detail, { retryAfterSeconds: 1 });
    }
    const turn = this.lastLoad.then(() => this.loadDay(day)).finally(() => this.loading.delete(day));
    this.lastLoad = turn.catch(() => undefined);
    this.loading.set(day, turn);
    return await turn;
  }

  private async loadDay(day: string): Promise<CachedDay> {
    const midnight = midnightOf(day);
    this.loaded.clear(midnight);
    const { revision } = await this.log.changesSince(day, null, this.loaded);
    const timetable = changedDay(emptyDay(midnight), this.loaded, this.airports);
    const loaded = { timetable, revision, loadedAt: this.stopwatch() };
    this.store(day, loaded);
    // The day may have changed while it was loaded.
    this.checkedAt = -Infinity;
    return loaded;
  }

  /** Stores a day as the most recently used one, and drops the least recently used days beyond the limits. */
  private store(day: string, cached: CachedDay): void {
    this.cached.delete(day);
    this.cached.set(day, cached);
    for (const [oldest] of this.cached) {
      const isOverLimit = this.cached.size > DAYS_CACHED_MAX || this.flightCount() > FLIGHTS_CACHED_MAX;
      if (!isOverLimit || this.cached.size <= DAYS_PER_SEARCH_MAX) return;
      this.cached.delete(oldest);
    }
  }

  private flightCount(): number {
    let count = 0;
    for (const { timetable } of this.cached.values()) count += timetable.flightCount;
    return count;
  }
}
