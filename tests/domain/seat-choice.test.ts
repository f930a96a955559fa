import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSeats, isolatedSeatsLeft, SEAT_PREFERENCES } from '../../src/domain/booking/seat-choice.js';
import { seatsOf, type LayoutSeat } from '../../src/domain/flight/seat-layout.js';
import { freeIn } from '../support/builders/cabins.js';

const cabin = seatsOf([{ cabin: 'economy', firstRow: 1, lastRow: 6, columns: 'ABC-DEF' }]);

const choose = (
  count: number,
  isFree: (seat: LayoutSeat) => boolean,
  preference?: (typeof SEAT_PREFERENCES)[number],
) => chooseSeats(cabin, isFree, count, preference)?.map(({ seat }) => seat) ?? null;

describe('choosing seats', () => {
  it.each<[string, number, string[], string[] | null]>([
    ['side by side', 3, ['xxx-...'], ['1D', '1E', '1F']],
    ['side by side further back rather than apart', 2, ['.x.-x.x', '...-...'], ['2A', '2B']],
    ['across the aisle rather than in two rows', 2, ['xx.-.xx', 'xxx-.xx'], ['1C', '1D']],
    ['in one row where any has room', 3, ['.x.-xxx', '..x-xxx', 'xx.-..x'], ['3C', '3D', '3E']],
    ['in as few rows as possible', 4, ['xx.-xxx', '..x-x..', 'xx.-xxx'], ['2A', '2B', '2E', '2F']],
    [
      'in neighbouring rows when no row has room',
      2,
      ['.xx-xxx', 'xxx-xxx', 'xxx-.xx', 'xxx-.xx'],
      ['3D', '4D'],
    ],
    ['null where too few seats are available', 3, ['.xx-..x'].map((row) => row.replace('..', '.x')), null],
  ])('seats a party together: %s', (_, count, rows, expected) => {
    expect(choose(count, freeIn(...rows))).toEqual(expected);
  });

  it('leaves no single seat isolated where that is possible', () => {
    expect(choose(1, freeIn('x..-xxx', 'xxx-x.x'))).toEqual(['2E']);
    expect(choose(2, freeIn('...-xxx', 'xxx-..x'))).toEqual(['2D', '2E']);
  });

  it('gives windows or aisles to as many passengers as it can', () => {
    expect(choose(2, freeIn('...-...', '...-...'), 'window')).toEqual(['1A', '1F']);
    expect(choose(2, freeIn('...-...', '...-...'), 'aisle')).toEqual(['1C', '1D']);
    expect(choose(2, freeIn('x..-..x', '...-x.x'), 'window')).toContain('2A');
  });

  const party = fc.record({
    free: fc.uniqueArray(fc.integer({ min: 0, max: cabin.length - 1 }), { maxLength: cabin.length }),
    count: fc.integer({ min: 1, max: 9 }),
    preference: fc.constantFrom(...SEAT_PREFERENCES),
  });

  it('takes as many different available seats as requested, or none when there are too few', () => {
    fc.assert(
      fc.property(party, ({ free, count, preference }) => {
        const open = new Set(free.map((index) => cabin[index]!.seat));
        const seats = choose(count, ({ seat }) => open.has(seat), preference);
        expect(new Set(seats).size).toBe(open.size < count ? 0 : count);
        for (const seat of seats ?? []) expect(open.has(seat)).toBe(true);
      }),
    );
  });

  it('splits no party over rows while one row has room', () => {
    fc.assert(
      fc.property(party, ({ free, count }) => {
        const open = new Set(free.map((index) => cabin[index]!.seat));
        const seats = choose(count, ({ seat }) => open.has(seat)) ?? [];
        const perRow = (row: number) => [...open].filter((seat) => Number.parseInt(seat, 10) === row).length;
        const oneRowFits = [1, 2, 3, 4, 5, 6].some((row) => perRow(row) >= count);
        if (oneRowFits) expect(new Set(seats.map((seat) => Number.parseInt(seat, 10))).size).toBe(1);
      }),
    );
  });

  it('counts a seat as isolated when it loses its last available neighbour', () => {
    const row = cabin.filter((seat) => seat.row === 1);
    const taken = row.filter(({ seat }) => ['1B'].includes(seat));
    expect(isolatedSeatsLeft(taken, row)).toBe(2);
    expect(
      isolatedSeatsLeft(
        row.filter(({ seat }) => seat === '1A'),
        row,
      ),
    ).toBe(0);
  });
});
