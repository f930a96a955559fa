import { beforeEach, describe, expect, it } from 'vitest';
import type { DayUpdate, TimetableLog } from '../../src/application/search/ports.js';
import { FlightTimetable } from '../../src/application/search/shared/flight-timetable.js';
import type { DayChanges } from '../../src/domain/search/day-changes.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/shared/instant.js';
import { TEST_START } from '../support/builders/adjustable-clock.js';

const DAY = '2027-01-15';

/** A timetable log that the test writes, and that counts its reads. */
class WrittenLog implements TimetableLog {
  reads = 0;
  loads: string[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  error: Error | null = null;
  private readonly written = new Map<string, { id: string; gone: boolean }[]>();

  write(id: string, day = DAY, gone = false): void {
    this.written.set(day, [...(this.written.get(day) ?? []), { id, gone }]);
  }

  async revisions(days: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.reads += 1;
    if (this.error !== null) throw this.error;
    return new Map(
      days.flatMap((day) => (this.written.has(day) ? [[day, this.written.get(day)!.length]] : [])),
    );
  }

  async changesSince(day: string, since: number | null, changes: DayChanges): Promise<DayUpdate> {
    if (this.error !== null) throw this.error;
    if (since === null) this.loads.push(day);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    const all = this.written.get(day) ?? [];
    const departsAt = changes.midnight + HOUR;
    for (const { id, gone } of all.slice(since ?? 0)) {
      if (gone) changes.isGone(id);
      else changes.leaves({ id, origin: 'AAA', destination: 'BBB', departsAt, arrivesAt: departsAt + HOUR });
    }
    this.atOnce -= 1;
    return { revision: all.length, isWhole: since === null };
  }
}

let log: WrittenLog;
/** The time of day; `passed` are the milliseconds of the stopwatch. */
let clock: { at: number; now(): number };
let passed: number;
let timetable: FlightTimetable;
beforeEach(() => {
  log = new WrittenLog();
  clock = { at: TEST_START, now: () => clock.at };
  passed = 0;
  timetable = new FlightTimetable(log, clock, () => passed);
});

function pass(milliseconds: number): void {
  clock.at += milliseconds;
  passed += milliseconds;
}

async function ids(day = DAY): Promise<string[]> {
  const [kept] = await timetable.days(day, 1);
  return Array.from({ length: kept!.flightCount }, (_, flight) => kept!.idOf(flight)).sort();
}

describe('the timetable of a process', () => {
  it('loads a day once for any number of searches', async () => {
    log.write('XX1');
    const lists = await Promise.all(Array.from({ length: 20 }, () => ids()));
    expect(lists.every((listed) => listed.join() === 'XX1')).toBe(true);
    expect(log.loads).toEqual([DAY]);
  });

  it('loads one day at a time', async () => {
    await Promise.all([timetable.days(DAY, 4), timetable.days('2027-02-01', 4)]);
    expect([log.loads.length, log.mostAtOnce]).toEqual([8, 1]);
  });

  it('shows changes of other processes within a second, and reads the log at most twice a second', async () => {
    await ids();
    const reads = log.reads;
    log.write('XX1');
    for (let request = 0; request < 100; request += 1) await ids();
    expect(log.reads).toBe(reads);
    pass(SECOND / 2);
    const lists = await Promise.all(Array.from({ length: 100 }, () => ids()));
    expect(lists.every((listed) => listed.join() === 'XX1')).toBe(true);
    expect(log.reads).toBe(reads + 1);
  });

  it('shows changes of other processes within a second after the clock was set back', async () => {
    await ids();
    log.write('XX1');
    clock.at -= HOUR;
    passed += SECOND / 2;
    expect(await ids()).toEqual(['XX1']);
  });

  it('shows changes of its own process at once', async () => {
    expect(await ids()).toEqual([]);
    log.write('XX1');
    timetable.expire();
    expect(await ids()).toEqual(['XX1']);
    log.write('XX1', DAY, true);
    timetable.expire();
    expect(await ids()).toEqual([]);
  });

  it('reads the log again when it changes during a read', async () => {
    await ids();
    log.write('XX1');
    timetable.expire();
    const reading = ids();
    log.write('XX2');
    timetable.expire();
    await reading;
    expect(await ids()).toEqual(['XX1', 'XX2']);
  });

  it('fails while the log fails, and then recovers', async () => {
    log.write('XX1');
    await ids();
    pass(SECOND);
    log.error = new Error('away');
    await expect(ids()).rejects.toThrow('away');
    await expect(timetable.days('2027-02-01', 1)).rejects.toThrow('away');
    log.error = null;
    log.write('XX2');
    expect(await ids()).toEqual(['XX1', 'XX2']);
    expect(await ids('2027-02-01')).toEqual([]);
  });

  it('evicts the least recently used days', async () => {
    for (let day = 1; day <= 31; day += 1)
      for (const month of ['01', '03', '05', '07']) {
        await timetable.days(`2027-${month}-${String(day).padStart(2, '0')}`, 1);
        await ids();
      }
    const loaded = log.loads.length;
    await ids();
    await timetable.days('2027-07-31', 1);
    expect(log.loads).toHaveLength(loaded);
    await timetable.days('2027-01-01', 1);
    expect(log.loads).toHaveLength(loaded + 1);
  });

  it('rejects searches while too many days wait to be loaded', async () => {
    const searches = Array.from({ length: 100 }, (_, index) =>
      timetable.days(new Date(TEST_START + index * 24 * HOUR).toISOString().slice(0, 10), 1),
    );
    const results = await Promise.allSettled(searches);
    const rejected = results.filter(({ status }) => status === 'rejected');
    expect(rejected).toHaveLength(36);
    expect(rejected[0]).toMatchObject({ reason: { code: 'overloaded', extras: { retryAfterSeconds: 1 } } });
    expect(await ids()).toEqual([]);
  });
});

describe('background work on the timetable', () => {
  const tend = async () => {
    let rounds = 0;
    while (await timetable.tend()) rounds += 1;
    return rounds;
  };

  it('loads the next week before any search', async () => {
    const today = new Date(TEST_START).toISOString().slice(0, 10);
    log.write('XX1', today);
    await tend();
    const loaded = [...log.loads];
    expect(loaded).toContain(today);
    expect(await ids(today)).toEqual(['XX1']);
    await timetable.days(today, 7);
    expect(log.loads).toEqual(loaded);
  });

  it('reloads it after five minutes, for changes that are missing in the log', async () => {
    await tend();
    const loaded = log.loads.length;
    expect(await tend()).toBe(0);
    pass(5 * MINUTE);
    await tend();
    expect(log.loads).toHaveLength(2 * loaded);
    expect(await tend()).toBe(0);
  });
});
