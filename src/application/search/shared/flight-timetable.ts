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

/** How old what is known may be: what any process changed shows within this time. */
const AGE_MAX = SECOND / 2;

/** How many flights are kept, at about 30 bytes each, and how many days whatever they hold: the latest used ones. */
const FLIGHTS_KEPT_MAX = 2_000_000;
const DAYS_KEPT_MAX = 100;

/** A search looks at no more days, so that these are always kept. */
const DAYS_PER_SEARCH_MAX = 8;

/** How many days may wait to be loaded, one after the other. */
const DAYS_WAITING_MAX = 64;

/** The days that are loaded before anybody asks, from yesterday on, unless they hold too many flights. */
const DAYS_AHEAD = 9;
const FLIGHTS_AHEAD_MAX = FLIGHTS_KEPT_MAX / 2;

/** After this time a day is loaded again, for changes that have no revision: by hand, or by an older version. */
const RELOAD_AFTER = 5 * MINUTE;

/** How often a search looks again if the process itself goes on changing flights meanwhile. */
const LOOKS_MAX = 3;

interface KeptDay {
  readonly timetable: DayTimetable;
  readonly revision: number;
  /** By the stopwatch. */
  readonly loadedAt: number;
}

/** The flights of the days that itineraries are looked for, kept in this process and never older than AGE_MAX. */
export class FlightTimetable {
  readonly airports = new AirportNumbers();
  /** By local day, those used last at the end. */
  private readonly kept = new Map<string, KeptDay>();
  private readonly loading = new Map<string, Promise<KeptDay>>();
  /** What is read of the day that is being loaded. */
  private readonly loaded = new DayChanges(0, this.airports);
  private lastLoad: Promise<unknown> = Promise.resolve();
  /** By the stopwatch. */
  private checkedAt = -Infinity;
  private checking: Promise<void> | null = null;
  private expiries = 0;

  constructor(
    private readonly log: TimetableLog,
    private readonly clock: Clock,
    private readonly stopwatch: Stopwatch,
  ) {}

  /** How many flights are kept, and how many days wait to be loaded. */
  get load() {
    return { limit: FLIGHTS_KEPT_MAX, used: this.flightCount(), waiting: this.loading.size };
  }

  /** Local days in a row. Throws Refusal `overloaded` when too many others wait to be loaded. */
  async days(firstDay: string, count: number): Promise<DayTimetable[]> {
    const days = Array.from({ length: count }, (_, index) => addDays(firstDay, index));
    const loaded = await Promise.all(
      days.map(async (day) => this.kept.get(day) ?? (await this.loadOnce(day))),
    );
    await this.refresh();
    return days.flatMap((day, index) => {
      const kept = this.kept.get(day) ?? loaded[index];
      if (kept === undefined) return [];
      this.keep(day, kept);
      return kept.timetable;
    });
  }

  /** Looks again before the next search, after a change by this process. */
  expire(): void {
    this.expiries += 1;
    this.checkedAt = -Infinity;
  }

  /** Loads one day that will be asked for or that was loaded long ago; false when there is none. */
  async tend(): Promise<boolean> {
    const yesterday = addDays(dayOf(this.clock.now()), -1);
    const ahead = Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(yesterday, index));
    const missing = ahead.find((day) => !this.kept.has(day));
    if (missing !== undefined && this.flightCount() < FLIGHTS_AHEAD_MAX) {
      await this.loadOnce(missing);
      return true;
    }
    const old = [...this.kept].find(([, { loadedAt }]) => this.stopwatch() - loadedAt >= RELOAD_AFTER)?.[0];
    if (old !== undefined) await this.loadOnce(old);
    return old !== undefined;
  }

  private async refresh(): Promise<void> {
    for (let look = 0; look < LOOKS_MAX && this.stopwatch() - this.checkedAt >= AGE_MAX; look += 1) {
      this.checking ??= this.check().finally(() => (this.checking = null));
      await this.checking;
    }
  }

  private async check(): Promise<void> {
    const [startedAt, { expiries }] = [this.stopwatch(), this];
    const revisions = await this.log.revisions([...this.kept.keys()]);
    for (const [day, revision] of revisions) {
      const known = this.kept.get(day);
      if (known !== undefined && revision !== known.revision) await this.catchUp(day, known);
    }
    if (expiries === this.expiries) this.checkedAt = startedAt;
  }

  private async catchUp(day: string, known: KeptDay): Promise<void> {
    const changes = new DayChanges(known.timetable.midnight, this.airports);
    const { revision, isWhole } = await this.log.changesSince(day, known.revision, changes);
    // It may have been loaded again meanwhile, or given up.
    if (this.kept.get(day) !== known) return;
    const before = isWhole ? emptyDay(known.timetable.midnight) : known.timetable;
    const timetable = changedDay(before, changes, this.airports);
    this.kept.set(day, { timetable, revision, loadedAt: isWhole ? this.stopwatch() : known.loadedAt });
  }

  /** One day at a time, each once, however many wait for it. */
  private async loadOnce(day: string): Promise<KeptDay> {
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

  private async loadDay(day: string): Promise<KeptDay> {
    const midnight = midnightOf(day);
    this.loaded.clear(midnight);
    const { revision } = await this.log.changesSince(day, null, this.loaded);
    const timetable = changedDay(emptyDay(midnight), this.loaded, this.airports);
    const loaded = { timetable, revision, loadedAt: this.stopwatch() };
    this.keep(day, loaded);
    // More may have changed while it was loaded.
    this.checkedAt = -Infinity;
    return loaded;
  }

  /** Keeps a day as the one used last, and gives up those that were not used for longest. */
  private keep(day: string, kept: KeptDay): void {
    this.kept.delete(day);
    this.kept.set(day, kept);
    for (const [oldest] of this.kept) {
      const isTooMuch = this.kept.size > DAYS_KEPT_MAX || this.flightCount() > FLIGHTS_KEPT_MAX;
      if (!isTooMuch || this.kept.size <= DAYS_PER_SEARCH_MAX) return;
      this.kept.delete(oldest);
    }
  }

  private flightCount(): number {
    let count = 0;
    for (const { timetable } of this.kept.values()) count += timetable.flightCount;
    return count;
  }
}
