import { describe, expect, it } from 'vitest';
import { FLEET } from '../../src/adapters/timetables/shared/fleet.js';
import { layoutOf, type AircraftLayout } from '../../src/domain/flight/aircraft-layout.js';
import { seatsOf, type CabinSection } from '../../src/domain/flight/seat-layout.js';

const business: CabinSection = { cabin: 'business', firstRow: 1, lastRow: 4, columns: 'AC-DF' };
const economy: CabinSection = {
  cabin: 'economy',
  firstRow: 5,
  lastRow: 21,
  columns: 'ABC-DEF',
  skippedRows: [13],
  exitRows: [10],
  missing: ['10A', '10F'],
};

/** The seats that a client draws: each section's rows by its columns, without `missing`. */
function drawn({ sections, missing }: AircraftLayout): string[] {
  return sections
    .flatMap(({ cabin, firstRow, lastRow, columns }) =>
      Array.from({ length: lastRow - firstRow + 1 }, (_, index) =>
        Array.from(columns.replaceAll('-', ''), (letter) => [cabin, `${firstRow + index}${letter}`] as const),
      ).flat(),
    )
    .filter(([, seat]) => !missing.includes(seat))
    .map(([cabin, seat]) => `${cabin} ${seat}`);
}

function built(sections: readonly CabinSection[]): string[] {
  return seatsOf(sections).map(({ cabin, seat }) => `${cabin} ${seat}`);
}

describe('the layout of an aircraft', () => {
  it('has sections without skipped rows, the exit rows and the missing seats', () => {
    expect(layoutOf([economy, business])).toEqual({
      sections: [
        { cabin: 'business', firstRow: 1, lastRow: 4, columns: 'AC-DF' },
        { cabin: 'economy', firstRow: 5, lastRow: 12, columns: 'ABC-DEF' },
        { cabin: 'economy', firstRow: 14, lastRow: 21, columns: 'ABC-DEF' },
      ],
      exitRows: [10],
      // 20 rows: from the eighth to the thirteenth.
      wings: { firstRow: 8, lastRow: 14 },
      missing: ['10A', '10F'],
    });
  });

  it.each(FLEET.map(({ code, sections }) => ({ code, sections })))(
    'draws exactly the seats of a $code',
    ({ sections }) => {
      expect(drawn(layoutOf(sections)).sort()).toEqual(built(sections).sort());
    },
  );

  it('draws exactly the seats where one section lies in the skipped rows of another', () => {
    const inside: CabinSection = { cabin: 'economy', firstRow: 13, lastRow: 13, columns: 'AC-DF' };
    const sections = [economy, inside];
    expect(drawn(layoutOf(sections)).sort()).toEqual(built(sections).sort());
  });

  it('has no exit row that the aircraft lacks', () => {
    const lacking = {
      ...economy,
      exitRows: [3, 12, 13, 14],
      missing: ['12A', '12B', '12C', '12D', '12E', '12F'],
    };
    expect(layoutOf([lacking]).exitRows).toEqual([14]);
  });

  it.each([
    ['320', 11, 12],
    ['738', 13, 14],
    ['739', 20, 21],
    ['763', 27, 27],
    ['CR2', 8, 8],
    ['ER4', 11, 11],
    ['E95', 15, 15],
    ['32Q', 16, 17],
  ])('has the exits over the wings of a %s beside its wings', (code, first, last) => {
    const { sections = [] } = FLEET.find((type) => type.code === code) ?? {};
    const { wings, exitRows } = layoutOf(sections);
    expect(exitRows).toEqual(expect.arrayContaining([first, last]));
    expect(wings.firstRow).toBeLessThanOrEqual(first);
    expect(wings.lastRow).toBeGreaterThanOrEqual(last);
  });

  it('has the doors before and behind the wings of a 321 outside them', () => {
    const { sections = [] } = FLEET.find((type) => type.code === '321') ?? {};
    const { wings } = layoutOf(sections);
    expect(wings.firstRow).toBeGreaterThan(11);
    expect(wings.lastRow).toBeLessThan(26);
  });

  it('has wings in the smallest aircraft', () => {
    const sections: CabinSection[] = [{ cabin: 'economy', firstRow: 1, lastRow: 1, columns: 'A' }];
    expect(layoutOf(sections).wings).toEqual({ firstRow: 1, lastRow: 1 });
  });
});
