import type { Instant } from './instant.js';

/** Whether the text is a day of the calendar, `2027-01-15`. */
export function isCalendarDay(text: string): boolean {
  const midnight = midnightOf(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(midnight) && dayOf(midnight) === text;
}

/** The day that many days later, or earlier for a negative number. Throws RangeError unless `day` is one. */
export function addDays(day: string, days: number): string {
  const date = new Date(midnightOf(day));
  if (Number.isNaN(date.getTime())) throw new RangeError(`${day} is no day`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date.getTime());
}

/** All days of a month, `2027-01`. Throws RangeError unless it is one. */
export function daysOfMonth(month: string): string[] {
  const days: string[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) days.push(day);
  return days;
}

/** When the day begins in UTC; NaN unless `day` is one. */
export function midnightOf(day: string): Instant {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day that it is in UTC. Throws RangeError for NaN. */
export function dayOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}
