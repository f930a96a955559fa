import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PassengerType } from '../../src/domain/booking/booking.js';
import { areSideBySide, childrenAlone } from '../../src/domain/booking/child-care.js';
import { isExitSeat, seatParty } from '../../src/domain/booking/party-seating.js';
import { SEAT_PREFERENCES, type SeatPreference } from '../../src/domain/booking/seat-choice.js';
import { seatsOf, type LayoutSeat } from '../../src/domain/flight/seat-layout.js';
import { freeIn, party } from '../support/builders/cabins.js';

const cabin = seatsOf([{ cabin: 'economy', firstRow: 1, lastRow: 6, columns: 'ABC-DEF', exitRows: [3] }]);

const seat = (types: PassengerType[], rows: string[], preference?: SeatPreference) =>
  seatParty({ cabin, isFree: freeIn(...rows) }, types, preference)?.map((chosen) => chosen.seat) ?? null;

describe('seating a party with children', () => {
  it.each<[string, string, string[], string[] | null]>([
    ['a child beside its adult, not across the aisle', 'AC', ['x..-xxx', '...-xxx'], ['1B', '1C']],
    ['an adult between two children', 'ACC', ['...-...'], ['1B', '1A', '1C']],
    ['each of two children beside an adult', 'AACC', ['...-...'], ['1B', '1D', '1A', '1C']],
    [
      'a pair further back rather than one apart',
      'AC',
      ['x.x-x.x', '.x.-.x.', 'xxx-xxx', 'x..-xxx'],
      ['4B', '4C'],
    ],
    ['one apart where no pair is free', 'AC', ['x.x-x.x'], ['1B', '1E']],
    ['no passenger in an exit row', 'AC', ['xxx-xxx', 'xxx-xxx', 'xxx-x..', 'xxx-x..'], ['4E', '4F']],
    ['no passenger where only exit seats are available', 'AC', ['xxx-xxx', 'xxx-xxx', '...-...'], null],
    ['children without an adult as if they were adults', 'CC', ['...-...'], ['1A', '1B']],
  ])('puts %s', (_, types, rows, expected) => {
    expect(seat(party(types), rows)).toEqual(expected);
  });

  it('lets a party of adults sit in exit rows', () => {
    expect(seat(party('AA'), ['xxx-xxx', 'xxx-xxx', '...-xxx'])).toEqual(['3A', '3B']);
  });

  it('keeps a child beside an adult even when windows are preferred', () => {
    expect(seat(party('AC'), ['...-...', '...-...'], 'window')).toEqual(['1A', '1B']);
    expect(seat(party('AAC'), ['...-...'], 'window')).toEqual(['1B', '1F', '1A']);
  });

  const scene = fc.record({
    free: fc.uniqueArray(fc.integer({ min: 0, max: cabin.length - 1 }), { minLength: 2, maxLength: 12 }),
    types: fc.array(fc.constantFrom<PassengerType>('adult', 'child'), { minLength: 1, maxLength: 4 }),
    preference: fc.constantFrom(...SEAT_PREFERENCES),
  });

  it('leaves as few children without an adult as any choice of available seats', () => {
    fc.assert(
      fc.property(scene, ({ free, types, preference }) => {
        const open = new Set(free.map((index) => cabin[index]!.seat));
        const isFree = (one: LayoutSeat) => open.has(one.seat);
        const chosen = seatParty({ cabin, isFree }, types, preference);
        const mayHave = cabin.filter((one) => isFree(one) && !(types.includes('child') && isExitSeat(one)));
        if (chosen === null) {
          expect(mayHave.length).toBeLessThan(types.length);
          return;
        }
        expect(new Set(chosen.map((one) => one.seat)).size).toBe(types.length);
        for (const one of chosen) expect(mayHave).toContain(one);
        expect(childrenAlone(chosen, types)).toBe(fewestAlone(mayHave, types));
      }),
      { numRuns: 300 },
    );
  });

  it('counts seats side by side only in one row with no aisle between them', () => {
    const [a, b, c, d] = cabin;
    expect(areSideBySide(a!, b!)).toBe(true);
    expect(areSideBySide(c!, d!)).toBe(false);
    expect(areSideBySide(cabin[5]!, cabin[6]!)).toBe(false);
  });
});

/** The fewest children without an adult, by trying every choice. */
function fewestAlone(free: readonly LayoutSeat[], types: readonly PassengerType[]): number {
  let fewest = types.length;
  const place = (seats: LayoutSeat[]): void => {
    if (seats.length === types.length) fewest = Math.min(fewest, childrenAlone(seats, types));
    else for (const next of free) if (!seats.includes(next)) place([...seats, next]);
  };
  place([]);
  return fewest;
}
