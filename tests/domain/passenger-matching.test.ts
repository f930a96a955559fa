import { describe, expect, it } from 'vitest';
import { matchPassengers } from '../../src/domain/booking/passenger-matching.js';
import type { Passenger } from '../../src/domain/booking/booking.js';

const adult = (givenName: string): Passenger => ({ givenName, familyName: 'Noether', type: 'adult' });
const [ada, max, lise, emmy] = [adult('Ada'), adult('Max'), adult('Lise'), adult('Emmy')];

describe('matchPassengers()', () => {
  it.each<[string, Passenger[], Passenger[], (number | null)[]]>([
    ['matches the same party by position', [ada, max], [ada, max], [0, 1]],
    ['matches passengers by name, whatever their position', [ada, max, lise], [lise, ada], [2, 0]],
    [
      'takes a passenger with a corrected name for the one at the same position',
      [ada, max],
      [ada, emmy],
      [0, 1],
    ],
    ['leaves a joining passenger without a match', [ada, max], [ada, max, emmy], [0, 1, null]],
    ['leaves a joining passenger before others without a match', [ada], [emmy, ada], [null, 0]],
    ['takes a replacement for the passenger who left', [ada, max, lise], [emmy, ada, max], [2, 0, 1]],
  ])('%s', (_, before, after, expected) => {
    expect(matchPassengers(before, after)).toEqual(expected);
  });

  it('does not match a child with an adult of the same name who still travels', () => {
    const child: Passenger = { ...ada, type: 'child' };
    expect(matchPassengers([ada, child], [child, ada])).toEqual([1, 0]);
  });
});
