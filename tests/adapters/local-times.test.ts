import { describe, expect, it } from 'vitest';
import { TemporalLocalTimes } from '../../src/adapters/time-zones/temporal-local-times.js';

const times = new TemporalLocalTimes();
const utc = (local: string, timeZone: string) => {
  const instant = times.toInstant(local, timeZone);
  return instant === null ? null : new Date(instant).toISOString();
};

describe('local times', () => {
  it.each([
    ['2027-01-15T08:25:00', 'Europe/London', '2027-01-15T08:25:00.000Z'],
    ['2027-07-15T08:25:00', 'Europe/London', '2027-07-15T07:25:00.000Z'],
    ['2027-03-20T08:25:00', 'America/New_York', '2027-03-20T12:25:00.000Z'],
    ['2027-01-15T08:25:00', 'Asia/Kolkata', '2027-01-15T02:55:00.000Z'],
    ['2027-01-15T08:25:00', 'Pacific/Auckland', '2027-01-14T19:25:00.000Z'],
    // Days on which the clocks change:
    ['2027-03-28T00:30:00', 'Europe/London', '2027-03-28T00:30:00.000Z'],
    ['2027-03-28T02:30:00', 'Europe/London', '2027-03-28T01:30:00.000Z'],
    ['2027-10-31T01:30:00', 'Europe/London', '2027-10-31T00:30:00.000Z'],
    ['2027-10-31T02:30:00', 'Europe/London', '2027-10-31T02:30:00.000Z'],
  ])('%s in %s is %s', (local, timeZone, expected) => {
    expect(utc(local, timeZone)).toBe(expected);
    const back = times.toLocal(Date.parse(expected), timeZone);
    expect(back).toBe(local);
  });

  it('do not exist when the clocks skip them or the calendar lacks their day', () => {
    expect(utc('2027-03-28T01:30:00', 'Europe/London')).toBeNull();
    expect(utc('2011-12-30T12:00:00', 'Pacific/Apia')).toBeNull();
    expect(utc('2027-02-30T12:00:00', 'Europe/London')).toBeNull();
    expect(utc('2027-02-28T25:00:00', 'Europe/London')).toBeNull();
  });

  it('accept only time zones of the IANA database', () => {
    expect(
      ['Europe/London', 'America/Argentina/Buenos_Aires', 'UTC'].map((zone) => times.isTimeZone(zone)),
    ).toEqual([true, true, true]);
    expect(['+01:00', 'Mars/Olympus', '', 'Europe/London; x'].map((zone) => times.isTimeZone(zone))).toEqual(
      Array(4).fill(false),
    );
  });
});
