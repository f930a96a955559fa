import { momentAt, type FlightFacts } from '../../src/domain/flight/flight.js';
import { DAY, HOUR, MINUTE, type Instant } from '../../src/domain/shared/instant.js';
import { money } from '../../src/domain/shared/money.js';
import { seatsOf, type CabinSection } from '../../src/domain/flight/seat-layout.js';
import { oneOf, type Choices } from './choices.js';

/** A flight as travellers know it. */
export interface FlightOnSale {
  readonly flightId: string;
  readonly seats: readonly string[];
}

/** Five seats, so that travellers compete for them. */
const SECTIONS: readonly CabinSection[] = [
  { cabin: 'business', firstRow: 1, lastRow: 1, columns: 'A-B' },
  { cabin: 'economy', firstRow: 10, lastRow: 10, columns: 'AB-C' },
];

export const SEATS: readonly string[] = seatsOf(SECTIONS).map(({ seat }) => seat);

/** Times until departure: for a full refund, half, none, and departures during the run. */
const NOTICES = [30 * DAY, 30 * DAY, DAY + 2 * MINUTE, 5 * HOUR, 4 * MINUTE] as const;

/** Prices in minor units, some of them odd, because halves must be rounded. */
const PRICES = [10_000, 10_001, 15_000, 9_999] as const;

export const CURRENCY = 'GBP';

/** Two or three flights as search first knows them. All depart in `departIn` milliseconds if given. */
export function smallTimetable(choices: Choices, now: Instant, departIn?: number): FlightFacts[] {
  return Array.from({ length: 2 + choices.below(2) }, (_, index) => {
    const departure = now + (departIn ?? oneOf(choices, NOTICES));
    const number = `HF${index + 1}`;
    return {
      flightId: `${number}-LHR`,
      version: 1,
      flightNumber: number,
      status: 'scheduled',
      origin: { code: 'LHR', city: 'London' },
      destination: { code: 'ZRH', city: 'Zürich' },
      departure: momentAt(departure, 0, 'Etc/UTC'),
      arrival: momentAt(departure + 100 * MINUTE, 0, 'Etc/UTC'),
      fares: faresFrom(choices),
      sections: SECTIONS,
    };
  });
}

/** Returns the flight with other fares. */
export function repriced(facts: FlightFacts, choices: Choices): FlightFacts {
  return { ...facts, version: facts.version + 1, fares: faresFrom(choices) };
}

/** Returns the flight ten minutes or three hours later. */
export function retimed(facts: FlightFacts, choices: Choices): FlightFacts {
  const by = oneOf(choices, [10 * MINUTE, 3 * HOUR]);
  const { departure, arrival, version } = facts;
  return {
    ...facts,
    version: version + 1,
    departure: momentAt(departure.at + by, 0, departure.timeZone),
    arrival: momentAt(arrival.at + by, 0, arrival.timeZone),
  };
}

export function cancelledFlight(facts: FlightFacts): FlightFacts {
  return { ...facts, version: facts.version + 1, status: 'cancelled' };
}

function faresFrom(choices: Choices): FlightFacts['fares'] {
  const price = oneOf(choices, PRICES);
  return [
    { cabin: 'business', price: money(price * 3, CURRENCY) },
    { cabin: 'economy', price: money(price, CURRENCY) },
  ];
}
