import type { Instant } from './instant.js';

/** Whether the text is a calendar day, `2027-01-15`. */
export function isCalendarDay(text: string): boolean {
  const midnight = midnightOf(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(midnight) && dayOf(midnight) === text;
}

/** The day `days` days later, or earlier if negative. Throws RangeError if `day` is not a day. */
export function addDays(day: string, days: number): string {
  const date = new Date(midnightOf(day));
  if (Number.isNaN(date.getTime())) throw new RangeError(`${day} is not a day`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date.getTime());
}

/** All days of a month, `2027-01`. Throws RangeError if it is not a month. */
export function daysOfMonth(month: string): string[] {
  const days: string[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) days.push(day);
  return days;
}

/** The start of the day in UTC; NaN if `day` is not a day. */
export function midnightOf(day: string): Instant {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day of an instant in UTC. Throws RangeError for NaN. */
export function dayOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}
