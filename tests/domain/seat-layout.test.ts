import { describe, expect, it } from 'vitest';
import {
  cabinsOf,
  capacityOf,
  layoutFaults,
  seatsOf,
  type CabinSection,
} from '../../src/domain/flight/seat-layout.js';

const economy: CabinSection = {
  cabin: 'economy',
  firstRow: 12,
  lastRow: 14,
  columns: 'ABC-DEF',
  skippedRows: [13],
  exitRows: [14],
  missing: ['12A'],
};

describe('a seat layout', () => {
  it('has every seat of its pattern except skipped rows and missing seats', () => {
    expect(seatsOf([economy]).map(({ seat }) => seat)).toEqual([
      ...['12B', '12C', '12D', '12E', '12F'],
      ...['14A', '14B', '14C', '14D', '14E', '14F'],
    ]);
    expect(capacityOf([economy])).toBe(11);
  });

  it('marks windows, aisles, middle seats and exit rows', () => {
    const features = Object.fromEntries(seatsOf([economy]).map((seat) => [seat.seat, seat.features]));
    expect(features).toMatchObject({
      '12B': ['middle'],
      '12C': ['aisle'],
      '12F': ['window'],
      '14A': ['window', 'exit'],
      '14E': ['middle', 'exit'],
    });
  });

  it('marks a single seat between wall and aisle as window and aisle', () => {
    const suite: CabinSection = { cabin: 'business', firstRow: 1, lastRow: 1, columns: 'A-DG-K' };
    expect(seatsOf([suite]).map(({ features }) => features)).toEqual([
      ['window', 'aisle'],
      ['aisle'],
      ['aisle'],
      ['window', 'aisle'],
    ]);
  });

  it('lists cabins from the front to the back', () => {
    const first: CabinSection = { cabin: 'first', firstRow: 1, lastRow: 1, columns: 'A-K' };
    expect(cabinsOf([economy, first])).toEqual(['first', 'economy']);
  });

  it('has a fault where two sections share a row', () => {
    const beside: CabinSection = { cabin: 'economy', firstRow: 14, lastRow: 14, columns: 'GH' };
    const [fault, ...others] = layoutFaults([economy, beside, { ...beside, firstRow: 1, lastRow: 30 }]);
    expect(fault).toMatchObject({
      section: 1,
      detail: expect.stringContaining('Row 14 is in section 1, too.') as string,
    });
    expect(others).toMatchObject([{ section: 2 }]);
    expect(layoutFaults([economy, { ...beside, firstRow: 13, lastRow: 13 }])).toEqual([]);
  });
});
