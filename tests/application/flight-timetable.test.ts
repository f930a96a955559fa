import { beforeEach, describe, expect, it } from 'vitest';
import type { DayUpdate, TimetableLog } from '../../src/application/search/ports.js';
import { FlightTimetable } from '../../src/application/search/shared/flight-timetable.js';
import type { DayChanges } from '../../src/domain/search/day-changes.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/shared/instant.js';
import { TEST_START } from '../support/adjustable-clock.js';

const DAY = '2027-01-15';

/** A log of days that a test writes itself, and that counts how often it is asked. */
class WrittenLog implements TimetableLog {
  asked = 0;
  loads: string[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  error: Error | null = null;
  private readonly written = new Map<string, { id: string; gone: boolean }[]>();

  write(id: string, day = DAY, gone = false): void {
    this.written.set(day, [...(this.written.get(day) ?? []), { id, gone }]);
  }

  async revisions(days: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.asked += 1;
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
/** The time of day, and the milliseconds that have really passed. */
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

describe('the timetable that a process keeps', () => {
  it('loads a day once, however many ask for it', async () => {
    log.write('XX1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ids()));
    expect(answers.every((answer) => answer.join() === 'XX1')).toBe(true);
    expect(log.loads).toEqual([DAY]);
  });

  it('loads one day at a time', async () => {
    await Promise.all([timetable.days(DAY, 4), timetable.days('2027-02-01', 4)]);
    expect([log.loads.length, log.mostAtOnce]).toEqual([8, 1]);
  });

  it('shows what others change within a second, and asks at most twice a second', async () => {
    await ids();
    const asked = log.asked;
    log.write('XX1');
    for (let request = 0; request < 100; request += 1) await ids();
    expect(log.asked).toBe(asked);
    pass(SECOND / 2);
    const answers = await Promise.all(Array.from({ length: 100 }, () => ids()));
    expect(answers.every((answer) => answer.join() === 'XX1')).toBe(true);
    expect(log.asked).toBe(asked + 1);
  });

  it('shows what others change within a second after the time of day was set back', async () => {
    await ids();
    log.write('XX1');
    clock.at -= HOUR;
    passed += SECOND / 2;
    expect(await ids()).toEqual(['XX1']);
  });

  it('shows at once what the process itself has changed', async () => {
    expect(await ids()).toEqual([]);
    log.write('XX1');
    timetable.expire();
    expect(await ids()).toEqual(['XX1']);
    log.write('XX1', DAY, true);
    timetable.expire();
    expect(await ids()).toEqual([]);
  });

  it('looks again when something changes while it looks', async () => {
    await ids();
    log.write('XX1');
    timetable.expire();
    const looking = ids();
    log.write('XX2');
    timetable.expire();
    await looking;
    expect(await ids()).toEqual(['XX1', 'XX2']);
  });

  it('fails with the log, and goes on with it', async () => {
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

  it('gives up the days that were not used for longest', async () => {
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

  it('turns searches down while too many days wait to be loaded', async () => {
    const searches = Array.from({ length: 100 }, (_, index) =>
      timetable.days(new Date(TEST_START + index * 24 * HOUR).toISOString().slice(0, 10), 1),
    );
    const results = await Promise.allSettled(searches);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(36);
    expect(refused[0]).toMatchObject({ reason: { code: 'overloaded', extras: { retryAfterSeconds: 1 } } });
    expect(await ids()).toEqual([]);
  });
});

describe('the timetable that is tended', () => {
  const tend = async () => {
    let rounds = 0;
    while (await timetable.tend()) rounds += 1;
    return rounds;
  };

  it('has the next week before anybody asks', async () => {
    const today = new Date(TEST_START).toISOString().slice(0, 10);
    log.write('XX1', today);
    await tend();
    const loaded = [...log.loads];
    expect(loaded).toContain(today);
    expect(await ids(today)).toEqual(['XX1']);
    await timetable.days(today, 7);
    expect(log.loads).toEqual(loaded);
  });

  it('is loaded again now and then, for changes that nobody wrote down', async () => {
    await tend();
    const loaded = log.loads.length;
    expect(await tend()).toBe(0);
    pass(5 * MINUTE);
    await tend();
    expect(log.loads).toHaveLength(2 * loaded);
    expect(await tend()).toBe(0);
  });
});
