import { CABINS, type Cabin } from '../../../domain/flight/cabin.js';
import type { AircraftType } from '../../../domain/search/catalogue.js';
import type { Fare } from '../../../domain/pricing/fare.js';
import type { Moment } from '../../../domain/flight/flight.js';
import { DAY, type Instant } from '../../../domain/shared/instant.js';
import { Refusal, type InputError } from '../../../domain/shared/refusal.js';
import { cabinsOf } from '../../../domain/flight/seat-layout.js';
import type { LocalTimes } from '../ports.js';
import { DAYS_AHEAD_MAX } from './travel-dates.js';

/** The limit of a flight's duration: the longest scheduled flights take about 19 hours. */
const FLIGHT_MAX = DAY;

export interface PlannedTimes {
  readonly departure: Moment;
  readonly arrival: Moment;
}

/** A local time, with or without seconds and offset from UTC. */
const LOCAL_TIME =
  /^(?<local>\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?<seconds>:\d{2})?(?<offset>(?<sign>[+-])(?<hours>\d{2}):(?<minutes>\d{2}))?$/;

/**
 * Converts an airport's local time, `2027-01-15T08:25`, into a moment. A time that the clocks show twice means the
 * first, unless an offset selects one: `2027-10-31T01:30+00:00`. Throws Refusal `validation-failed` for a time that the
 * clocks skip, that the calendar lacks, or that never has this offset.
 */
export function localMoment(
  local: string,
  { timeZone }: { readonly timeZone: string },
  localTimes: LocalTimes,
  pointer: string,
): Moment {
  const parts = LOCAL_TIME.exec(local)?.groups;
  const full = `${parts?.['local'] ?? local}${parts?.['seconds'] ?? ':00'}`;
  const offset = offsetIn(parts);
  const at = localTimes.toInstant(full, timeZone, offset);
  if (at === null)
    throw invalid([
      {
        pointer,
        detail: `${local} does not exist in ${timeZone}: clocks skip it, or the offset is wrong. Send another time.`,
      },
    ]);
  return { at, local: full, timeZone };
}

/** The offset in minutes; undefined without one. */
function offsetIn(parts: Readonly<Record<string, string | undefined>> | undefined): number | undefined {
  if (parts?.['offset'] === undefined) return undefined;
  const minutes = Number(parts['hours'] ?? 0) * 60 + Number(parts['minutes'] ?? 0);
  return parts['sign'] === '-' ? -minutes : minutes;
}

/** Rejects a departure that is past or too far ahead, and an impossible duration. */
export function rejectImpossibleTimes({ departure, arrival }: PlannedTimes, now: Instant): void {
  const errors: InputError[] = [];
  const duration = arrival.at - departure.at;
  if (departure.at <= now) errors.push({ pointer: '/departure', detail: 'This time is in the past.' });
  if (departure.at > now + DAYS_AHEAD_MAX * DAY) {
    errors.push({
      pointer: '/departure',
      detail: `The departure must be at most ${DAYS_AHEAD_MAX} days ahead.`,
    });
  }
  if (duration <= 0 || duration > FLIGHT_MAX) {
    errors.push({
      pointer: '/arrival',
      detail: 'The arrival must be after the departure, by at most 24 hours.',
    });
  }
  if (errors.length > 0) throw invalid(errors);
}

/** The fares in cabin order; rejects anything but one fare per cabin of the aircraft, in `currency`. */
export function completeFares(fares: readonly Fare[], aircraft: AircraftType, currency: string): Fare[] {
  const cabins = cabinsOf(aircraft.sections);
  const errors: InputError[] = fares.flatMap((fare, index) => [
    ...(cabins.includes(fare.cabin)
      ? []
      : [faultAt(index, 'cabin', `The ${aircraft.name} has no ${fare.cabin} cabin.`)]),
    ...(fare.price.currency === currency
      ? []
      : [faultAt(index, 'price/currency', `Prices are in ${currency}.`)]),
  ]);
  for (const cabin of cabins) {
    const count = fares.filter((fare) => fare.cabin === cabin).length;
    if (count !== 1) errors.push({ pointer: '/fares', detail: `Give one fare for ${cabin}, not ${count}.` });
  }
  if (errors.length > 0) throw invalid(errors);
  return inCabinOrder(fares);
}

/** The old fares, replaced by the changed ones; rejects unknown cabins, other currencies and duplicates. */
export function replacedFares(old: readonly Fare[], changed: readonly Fare[], currency: string): Fare[] {
  const cabins = old.map(({ cabin }) => cabin);
  const errors = changed.flatMap((fare, index) => [
    ...(cabins.includes(fare.cabin)
      ? []
      : [faultAt(index, 'cabin', `The flight has no ${fare.cabin} cabin.`)]),
    ...(fare.price.currency === currency
      ? []
      : [faultAt(index, 'price/currency', `Prices are in ${currency}.`)]),
    ...(changed.findIndex(({ cabin }) => cabin === fare.cabin) === index
      ? []
      : [faultAt(index, 'cabin', `There are two fares for ${fare.cabin}.`)]),
  ]);
  if (errors.length > 0) throw invalid(errors);
  return inCabinOrder([
    ...old.filter(({ cabin }) => !changed.some((fare) => fare.cabin === cabin)),
    ...changed,
  ]);
}

function inCabinOrder(fares: readonly Fare[]): Fare[] {
  const place = (cabin: Cabin) => CABINS.indexOf(cabin);
  return [...fares].sort((a, b) => place(a.cabin) - place(b.cabin));
}

function faultAt(index: number, field: string, detail: string): InputError {
  return { pointer: `/fares/${index}/${field}`, detail };
}

function invalid(errors: readonly InputError[]): Refusal {
  return new Refusal('validation-failed', 'The flight is not valid. Fix the problems listed in `errors`.', {
    errors,
  });
}
