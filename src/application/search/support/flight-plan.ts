import { CABINS, type Cabin } from '../../../domain/cabin.js';
import type { AircraftType } from '../../../domain/catalogue.js';
import type { Fare } from '../../../domain/fare.js';
import type { Moment } from '../../../domain/flight.js';
import { DAY, type Instant } from '../../../domain/instant.js';
import { Refusal, type InputError } from '../../../domain/refusal.js';
import { cabinsOf } from '../../../domain/seat-layout.js';
import type { LocalTimes } from '../ports.js';
import { FURTHEST_DAYS_AHEAD } from './travel-dates.js';

/** No flight is longer: the longest scheduled ones take about 19 hours. */
const LONGEST_FLIGHT = DAY;

export interface PlannedTimes {
  readonly departure: Moment;
  readonly arrival: Moment;
}

/** Turns an airport's local time into a moment; refuses one that the clocks skip, or that the calendar lacks. */
export function localMoment(
  local: string,
  { timeZone }: { readonly timeZone: string },
  localTimes: LocalTimes,
  pointer: string,
): Moment {
  const full = local.length === 16 ? `${local}:00` : local;
  const at = localTimes.toInstant(full, timeZone);
  if (at === null) throw invalid([{ pointer, detail: `${local} does not exist in ${timeZone}.` }]);
  return { at, local: full, timeZone };
}

/** Refuses times that are over, too far ahead, or no flight. */
export function refuseImpossibleTimes({ departure, arrival }: PlannedTimes, now: Instant): void {
  const errors: InputError[] = [];
  const duration = arrival.at - departure.at;
  if (departure.at <= now) errors.push({ pointer: '/departure', detail: 'This time is over.' });
  if (departure.at > now + FURTHEST_DAYS_AHEAD * DAY) {
    errors.push({
      pointer: '/departure',
      detail: `Flights are planned at most ${FURTHEST_DAYS_AHEAD} days ahead.`,
    });
  }
  if (duration <= 0 || duration > LONGEST_FLIGHT) {
    errors.push({ pointer: '/arrival', detail: 'A flight takes more than nothing and at most 24 hours.' });
  }
  if (errors.length > 0) throw invalid(errors);
}

/** The fares in the order of the cabins; refuses any but one for each cabin of the aircraft, in its currency. */
export function completeFares(fares: readonly Fare[], aircraft: AircraftType, currency: string): Fare[] {
  const cabins = cabinsOf(aircraft.sections);
  const errors: InputError[] = fares.flatMap((fare, index) => [
    ...(cabins.includes(fare.cabin)
      ? []
      : [faultAt(index, 'cabin', `The ${aircraft.name} has no ${fare.cabin}.`)]),
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

/** The old fares with the new ones in their place; refuses a cabin that the flight does not have. */
export function replacedFares(old: readonly Fare[], changed: readonly Fare[], currency: string): Fare[] {
  const cabins = old.map(({ cabin }) => cabin);
  const errors = changed.flatMap((fare, index) => [
    ...(cabins.includes(fare.cabin) ? [] : [faultAt(index, 'cabin', `The flight has no ${fare.cabin}.`)]),
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
  return new Refusal('validation-failed', 'The flight cannot be planned so. Mend what `errors` names.', {
    errors,
  });
}
