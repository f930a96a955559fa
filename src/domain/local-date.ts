/** Whether the text is a day of the calendar, `2027-01-15`. */
export function isCalendarDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(Date.parse(`${text}T00:00:00Z`)) === text;
}

/** The day that many days later, or earlier for a negative number. Throws RangeError unless `day` is one. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  const later = dayOf(date.getTime());
  if (later === null) throw new RangeError(`${day} is no day`);
  return later;
}

/** All days of a month, `2027-01`. Throws RangeError unless it is one. */
export function daysOfMonth(month: string): string[] {
  const days: string[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) days.push(day);
  return days;
}

function dayOf(milliseconds: number): string | null {
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString().slice(0, 10);
}
