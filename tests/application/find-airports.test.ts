import { describe, expect, it } from 'vitest';
import { FindAirports } from '../../src/application/search/find-airports.js';
import type { ReferenceData } from '../../src/application/search/shared/reference-data.js';
import { smallTimetable } from '../support/builders/small-timetable.js';

/** A process that has read these airports. */
function processKnowing(codes: readonly string[]): FindAirports {
  const [example] = smallTimetable().airports;
  const airports = new Map(codes.map((code) => [code, { ...example!, code }]));
  return new FindAirports({ names: async () => ({ airports }) } as unknown as ReferenceData);
}

describe('a list of airports from two processes', () => {
  it('continues at its cursor even if the second process has not read the airport of the cursor', async () => {
    const [newer, older] = [
      processKnowing(['AAA', 'BBB', 'CCC', 'DDD']),
      processKnowing(['AAA', 'CCC', 'DDD']),
    ];
    const first = await newer.execute({ limit: 2 });
    const second = await older.execute({ limit: 2, cursor: first.next! });
    expect(second.data.map(({ code }) => code)).toEqual(['CCC', 'DDD']);
  });
});
