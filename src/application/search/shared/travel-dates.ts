import type { Airport } from '../../../domain/search/catalogue.js';
import { addDays, isCalendarDay } from '../../../domain/shared/local-date.js';
import { Refusal } from '../../../domain/shared/refusal.js';
import type { Clock } from '../../shared/clock.js';
import type { LocalTimes } from '../ports.js';

/** How many days ahead flights can be planned and searched. Airlines publish about one year. */
export const DAYS_AHEAD_MAX = 3 * 365;

/** Checks of travel dates by the local calendar at the origin. */
export class TravelDates {
  constructor(
    private readonly localTimes: LocalTimes,
    private readonly clock: Clock,
  ) {}

  today(airport: Airport): string {
    return this.localTimes.toLocal(this.clock.now(), airport.timeZone).slice(0, 10);
  }

  /** Throws Refusal `validation-failed` for a day that does not exist, is past at the airport, or is too far ahead. */
  rejectImpossibleDay(day: string, airport: Airport): void {
    const today = this.today(airport);
    const furthest = addDays(today, DAYS_AHEAD_MAX);
    if (!isCalendarDay(day)) throw badDate('date', `${day} is not a calendar day.`);
    if (day < today) throw badDate('date', `${day} is in the past in ${airport.city}, where it is ${today}.`);
    if (day > furthest) throw badDate('date', `${day} is too far ahead; ${furthest} is the last day.`);
  }

  /** Throws Refusal `validation-failed` for a month in the same cases. */
  rejectImpossibleMonth(month: string, airport: Airport): void {
    const today = this.today(airport);
    const furthest = addDays(today, DAYS_AHEAD_MAX).slice(0, 7);
    if (!isCalendarDay(`${month}-01`)) throw badDate('month', `${month} is not a calendar month.`);
    if (month < today.slice(0, 7)) throw badDate('month', `${month} is in the past in ${airport.city}.`);
    if (month > furthest) throw badDate('month', `${month} is too far ahead; ${furthest} is the last month.`);
  }
}

function badDate(parameter: string, detail: string): Refusal {
  return new Refusal('validation-failed', 'The date is not valid. Fix the problems listed in `errors`.', {
    errors: [{ parameter, detail }],
  });
}
