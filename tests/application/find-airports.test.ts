import { describe, expect, it } from 'vitest';
import { FindAirports } from '../../src/application/search/find-airports.js';
import type { ReferenceData } from '../../src/application/search/shared/reference-data.js';
import { smallTimetable } from '../support/small-timetable.js';

/** One process, with what it has read of the airports. */
function processKnowing(codes: readonly string[]): FindAirports {
  const [example] = smallTimetable().airports;
  const airports = new Map(codes.map((code) => [code, { ...example!, code }]));
  return new FindAirports({ names: async () => ({ airports }) } as unknown as ReferenceData);
}

describe('a list of airports that two processes answer', () => {
  it('goes on where it stood when the other one has not read the airport at which it stood', async () => {
    const [newer, older] = [
      processKnowing(['AAA', 'BBB', 'CCC', 'DDD']),
      processKnowing(['AAA', 'CCC', 'DDD']),
    ];
    const first = await newer.execute({ limit: 2 });
    const second = await older.execute({ limit: 2, cursor: first.next! });
    expect(second.data.map(({ code }) => code)).toEqual(['CCC', 'DDD']);
  });
});
