import { describe, expect, it } from 'vitest';
import type { CatalogueFlight } from '../../src/domain/search/catalogue.js';
import { connects } from '../../src/domain/search/connections.js';
import { HOUR, MINUTE } from '../../src/domain/shared/instant.js';
import { gbp, NOW } from '../support/builders/booking-builder.js';

/** A flight of an hour, `hours` after NOW. */
function leg(from: string, to: string, hours: number): CatalogueFlight {
  const moment = (at: number) => ({
    at,
    local: new Date(at).toISOString().slice(0, 19),
    timeZone: 'Etc/UTC',
  });
  return {
    id: `${from}${to}${hours}`,
    version: 1,
    flightNumber: 'XX1',
    airline: 'XX',
    origin: from,
    destination: to,
    aircraft: 'TNY',
    departure: moment(NOW + hours * HOUR),
    arrival: moment(NOW + (hours + 1) * HOUR),
    status: 'scheduled',
    fares: [{ cabin: 'economy', price: gbp(100) }],
    seatsLeft: { first: 0, business: 0, 'premium-economy': 0, economy: 9 },
  };
}

describe('a connection', () => {
  it.each([
    [44, false],
    [45, true],
    [480, true],
    [481, false],
  ])('of %d minutes is possible: %s', (minutes, expected) => {
    expect(connects(leg('AAA', 'BBB', 0), leg('BBB', 'CCC', 1 + (minutes * MINUTE) / HOUR))).toBe(expected);
  });

  it('begins at the airport where the flight before ends', () => {
    expect(connects(leg('AAA', 'BBB', 0), leg('CCC', 'DDD', 2))).toBe(false);
  });
});
