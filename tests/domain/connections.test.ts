import { describe, expect, it } from 'vitest';
import type { CatalogueFlight } from '../../src/domain/catalogue.js';
import { connects, extend } from '../../src/domain/connections.js';
import { HOUR, MINUTE } from '../../src/domain/instant.js';
import { gbp, NOW } from '../support/booking-builder.js';

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

const bounds = { mostEach: 20, mostInAll: 100 };
const routes = (journeys: CatalogueFlight[][]) =>
  journeys.map((journey) => journey.map(({ origin, destination }) => `${origin}-${destination}`).join(' '));

describe('flights that connect', () => {
  it.each([
    [44, false],
    [45, true],
    [480, true],
    [481, false],
  ])('%d minutes after the one before: %s', (minutes, expected) => {
    expect(connects(leg('AAA', 'BBB', 0), leg('BBB', 'CCC', 1 + (minutes * MINUTE) / HOUR))).toBe(expected);
  });

  it('begin where the one before ends', () => {
    expect(connects(leg('AAA', 'BBB', 0), leg('CCC', 'DDD', 2))).toBe(false);
  });
});

describe('journeys made longer', () => {
  it('come to no airport twice, not even to their first', () => {
    const first = [[leg('AAA', 'BBB', 0)]];
    const second = extend(first, [leg('BBB', 'AAA', 2), leg('BBB', 'CCC', 2)], bounds);
    expect(routes(second)).toEqual(['AAA-BBB BBB-CCC']);
    const third = extend(second, [leg('CCC', 'AAA', 4), leg('CCC', 'BBB', 4), leg('CCC', 'DDD', 4)], bounds);
    expect(routes(third)).toEqual(['AAA-BBB BBB-CCC CCC-DDD']);
  });

  it('stay within bounds, those kept that arrive first', () => {
    const first = [[leg('AAA', 'BBB', 0)], [leg('AAA', 'BBB', 0.5)]];
    const onward = [4, 2, 3].map((hours) => leg('BBB', 'CCC', hours));
    const each = extend(first, onward, { mostEach: 1, mostInAll: 100 });
    expect(each.map((journey) => journey[1]?.id)).toEqual(['BBBCCC2', 'BBBCCC3']);
    const all = extend(first, onward, { mostEach: 20, mostInAll: 2 });
    expect(all.map((journey) => journey[1]?.id)).toEqual(['BBBCCC2', 'BBBCCC3']);
  });
});
