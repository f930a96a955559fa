import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenAlone } from '../../src/domain/booking/child-care.js';
import { seatChangedParty, type SeatedParty } from '../../src/domain/booking/party-change.js';
import { isExitSeat } from '../../src/domain/booking/party-seating.js';
import type { SeatPreference } from '../../src/domain/booking/seat-choice.js';
import { seatsOf } from '../../src/domain/flight/seat-layout.js';
import { freeIn, party } from '../support/builders/cabins.js';

const cabin = seatsOf([{ cabin: 'economy', firstRow: 1, lastRow: 8, columns: 'ABC-DEF', exitRows: [5] }]);
const ALL_FREE = Array<string>(8).fill('...-...');

interface Change {
  readonly types: string;
  /** The seats that passengers have; an empty string for a passenger who joins. */
  readonly own: string[];
  readonly preference?: SeatPreference;
  readonly chosenBy?: SeatPreference;
  readonly rows?: string[];
  readonly isSameParty?: boolean;
}

function reseat({ types, own, preference, chosenBy, rows = ALL_FREE, isSameParty }: Change) {
  const ownSeats = own.map((name) => cabin.find(({ seat }) => seat === name) ?? null);
  const isOpen = freeIn(...rows);
  const changed: SeatedParty = {
    types: party(types),
    own: ownSeats,
    isSameParty: isSameParty ?? !own.includes(''),
    preference,
    chosenBy: chosenBy ?? null,
  };
  const isFree = (seat: (typeof cabin)[number]) => isOpen(seat) || ownSeats.includes(seat);
  return seatChangedParty({ cabin, isFree }, changed)?.map(({ seat }) => seat) ?? null;
}

describe('seating a party again', () => {
  it.each<[string, Change, string[] | null]>([
    ['leaves all in their seats when nothing is preferred', { types: 'AA', own: ['7A', '2F'] }, ['7A', '2F']],
    [
      'leaves all in their seats when the preference is the one that chose them',
      { types: 'AA', own: ['7A', '2F'], preference: 'together', chosenBy: 'together' },
      ['7A', '2F'],
    ],
    [
      'leaves all in their seats when these meet a new preference',
      { types: 'AA', own: ['7A', '7B'], preference: 'together' },
      ['7A', '7B'],
    ],
    [
      'brings separated passengers together when that is the new preference',
      { types: 'AA', own: ['7A', '2F'], preference: 'together' },
      ['1A', '1B'],
    ],
    [
      'moves only passengers without a window when windows are the new preference',
      { types: 'AA', own: ['7B', '2F'], preference: 'window' },
      ['7A', '2F'],
    ],
    [
      'leaves passengers in their seats when no window is available',
      { types: 'AA', own: ['7B', '2F'], preference: 'window', rows: ['...-...', 'x..-..x'].map(noWindow) },
      ['7B', '2F'],
    ],
    [
      'seats a joining passenger beside the others',
      { types: 'AAA', own: ['7A', '7B', ''] },
      ['7A', '7B', '7C'],
    ],
    [
      'seats a joining passenger in the nearest row that has room',
      { types: 'AA', own: ['7A', ''], rows: [...ALL_FREE.slice(0, 6), 'xxx-xxx', 'xxx-..x'] },
      ['7A', '6A'],
    ],
    ['seats a joining child beside an adult', { types: 'AAC', own: ['7A', '2F', ''] }, ['7A', '2F', '2E']],
    [
      'moves one adult to a joining child when no adult has an available seat beside',
      {
        types: 'AAC',
        own: ['7A', '2F', ''],
        rows: ['...-xxx', 'xxx-xxx', 'xxx-xxx', 'xxx-xxx', 'xxx-xxx', 'xxx-xxx', 'xxx-xxx'],
      },
      ['1B', '2F', '1C'],
    ],
    [
      'moves no passenger for a joining child when no pair is available',
      { types: 'AC', own: ['7A', ''], rows: ['.x.-x.x', 'xxx-xxx'] },
      ['7A', '1A'],
    ],
    [
      'gives up an exit seat that would become a child’s',
      { types: 'C', own: ['5A'], isSameParty: false },
      ['1A'],
    ],
    ['returns null when too few seats are available', { types: 'AA', own: ['1A', ''], rows: [] }, null],
  ])('%s', (_, change, expected) => {
    expect(reseat(change)).toEqual(expected);
  });

  const scene = fc.record({
    free: fc.uniqueArray(fc.integer({ min: 0, max: cabin.length - 1 }), { minLength: 2, maxLength: 20 }),
    people: fc.array(fc.record({ type: fc.constantFrom('A', 'C'), stays: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    }),
    preference: fc.constantFrom(undefined, 'together', 'window', 'aisle'),
  });

  it('gives each passenger a different available seat, and no exit seat to a child', () => {
    fc.assert(
      fc.property(scene, ({ free, people, preference }) => {
        const pool = free.map((index) => cabin[index]!);
        const own = people.map(({ type, stays }, index) => {
          const seat = pool[index];
          return stays && seat !== undefined && !(type === 'C' && isExitSeat(seat)) ? seat : null;
        });
        const types = party(people.map(({ type }) => type).join(''));
        const seated = seatChangedParty(
          { cabin, isFree: (seat) => pool.includes(seat) },
          { types, own, isSameParty: false, preference, chosenBy: null },
        );
        if (seated === null) return;
        expect(new Set(seated).size).toBe(types.length);
        for (const [index, seat] of seated.entries()) {
          expect(pool).toContain(seat);
          if (types[index] === 'child') expect(isExitSeat(seat)).toBe(false);
        }
        // Without a preference, passengers move only for the sake of children.
        const stay = own.every((seat, index) => seat === null || seat === seated[index]);
        if (preference === undefined && !types.includes('child')) expect(stay).toBe(true);
      }),
    );
  });

  it('moves no staying passenger while every child sits beside an adult', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.constantFrom('AA', 'AC', 'AAC'), (start, types) => {
        const own = cabin.slice(start, start + types.length);
        const all = party(`${types}A`);
        const before = childrenAlone(own, party(types));
        const seated = seatChangedParty(
          { cabin, isFree: () => true },
          { types: all, own: [...own, null], isSameParty: false, chosenBy: null },
        );
        if (before === 0 && !(types.includes('C') && own.some(isExitSeat)))
          expect(seated?.slice(0, types.length)).toEqual(own);
      }),
    );
  });
});

/** The row without its windows. */
function noWindow(row: string): string {
  return `x${row.slice(1, -1)}x`;
}
