import { Temporal } from 'temporal-polyfill';
import { flightIdOf } from '../../../domain/flight/flight-id.js';
import { addDays } from '../../../domain/shared/local-date.js';
import type { MomentView } from '../../../application/shared/moment-view.js';

/**
 * An example, or a part of one, made from the day on which the OpenAPI document is served (`2027-01-15`, UTC), so that
 * it never lies in the past.
 */
export type Dated<T = string> = (today: string) => T;

/** How many days ahead the flight of the examples departs: within the seed timetable, so that the example works. */
const TRAVEL_DAYS_AHEAD = 21;

const FLIGHT_NUMBER = 'BA117';
const ORIGIN = { code: 'LHR', timeZone: 'Europe/London' };
const DESTINATION_ZONE = 'America/New_York';
const DEPARTURE_CLOCK = '08:20';

/** The duration of the flight of the examples. */
export const EXAMPLE_DURATION_MINUTES = 480;

/** The local day on which the flight of the examples departs. */
export const travelDay: Dated = (today) => addDays(today, TRAVEL_DAYS_AHEAD);

export const travelMonth: Dated = (today) => travelDay(today).slice(0, 7);

export const travelFlightId: Dated = (today) => flightIdOf(FLIGHT_NUMBER, ORIGIN.code, travelDay(today));

export const departureMoment: Dated<MomentView> = (today) => momentOf(departure(today));

export const arrivalMoment: Dated<MomentView> = (today) => {
  const arrival = departure(today).add({ minutes: EXAMPLE_DURATION_MINUTES });
  return momentOf(arrival.withTimeZone(DESTINATION_ZONE));
};

/** The departure as an administrator sends it: a local time without seconds. */
export const plannedDeparture: Dated = (today) => departureMoment(today).local.slice(0, 16);

export const plannedArrival: Dated = (today) => arrivalMoment(today).local.slice(0, 16);

/** When cancelling stops refunding the full price. */
export const dayBeforeDeparture: Dated = (today) => utc(departure(today).subtract({ hours: 24 }));

/** Today at a time of day in UTC, `10:05`. */
export function todayAt(clock: string): Dated {
  return (today) => `${today}T${clock}:00.000Z`;
}

function departure(today: string): Temporal.ZonedDateTime {
  return Temporal.PlainDateTime.from(`${travelDay(today)}T${DEPARTURE_CLOCK}`).toZonedDateTime(
    ORIGIN.timeZone,
  );
}

function momentOf(zoned: Temporal.ZonedDateTime): MomentView {
  const local = zoned.toPlainDateTime().toString({ smallestUnit: 'second' });
  return { at: utc(zoned), local, timeZone: zoned.timeZoneId };
}

function utc(zoned: Temporal.ZonedDateTime): string {
  return new Date(zoned.epochMilliseconds).toISOString();
}
