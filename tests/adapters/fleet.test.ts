import { describe, expect, it } from 'vitest';
import { FLEET } from '../../src/adapters/timetables/shared/fleet.js';
import { madeUpFares } from '../../src/adapters/timetables/shared/pricing.js';
import { capacityOf, layoutFaults, seatsOf, type CabinSection } from '../../src/domain/flight/seat-layout.js';

const REGIONAL = 'CNC BEH DHT SF3 ER4 CR2 AT4 AT7 DH4 CR7 CR9 E70 E75 E90 E95 223';
const NARROW_BODIES = '318 319 320 32N 321 32Q 73G 738 739 7M8 752';
const WIDE_BODIES = '332 333 359 351 388 763 788 789 772 77W 744 74H';

const codesOf = (list: string) => list.split(' ');
const typeOf = (code: string) => FLEET.find((type) => type.code === code)!;

/** The groups of adjacent seats without an aisle between them, from left to right. */
const blocksOf = (section: CabinSection) => section.columns.split('-');

/** True for a bench across the end of the aisle. */
const isBench = (section: CabinSection) =>
  section.firstRow === section.lastRow && !section.columns.includes('-');

describe('the fleet', () => {
  it('has the aircraft of the timetables, each once', () => {
    const codes = FLEET.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining([REGIONAL, NARROW_BODIES, WIDE_BODIES].flatMap((list) => codesOf(list))),
    );
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(FLEET.map(({ name }) => name)).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z0-9]{3}$/);
  });

  it('has each row in one section', () => {
    for (const { sections } of FLEET) expect(layoutFaults(sections)).toEqual([]);
  });

  it('covers 9 to some 520 seats without big gaps', () => {
    const capacities = FLEET.map(({ sections }) => capacityOf(sections)).sort((a, b) => a - b);
    expect(capacities[0]).toBe(9);
    expect(capacities.at(-1)).toBeGreaterThan(500);
    expect(capacities.at(-1)).toBeLessThan(530);
    const gaps = capacities.slice(1).map((next, index) => [capacities[index]!, next] as const);
    expect(gaps.filter(([seats, next]) => next - seats > Math.max(20, seats / 4))).toEqual([]);
  });

  it.each([
    ['CNC', 9, 9],
    ['DHT', 19, 19],
    ['BEH', 19, 19],
    ['SF3', 34, 34],
    ['ER4', 50, 50],
    ['CR2', 50, 50],
    ['AT4', 42, 50],
    ['AT7', 66, 78],
    ['E75', 70, 88],
    ['E90', 94, 114],
    ['223', 125, 149],
    ['319', 120, 156],
    ['320', 140, 186],
    ['738', 160, 189],
    ['789', 215, 300],
    ['772', 225, 320],
    ['77W', 290, 400],
    ['388', 480, 525],
  ])('gives the %s a usual number of seats', (code, least, most) => {
    const seats = capacityOf(typeOf(code).sections);
    expect(seats).toBeGreaterThanOrEqual(least);
    expect(seats).toBeLessThanOrEqual(most);
  });
});

describe.each(FLEET.map((type) => [type.code, type] as const))('the %s', (code, { sections, engine }) => {
  const seats = seatsOf(sections);

  it('has every seat number once, and no letter I', () => {
    const numbers = seats.map(({ seat }) => seat);
    expect(numbers.filter((seat, index) => numbers.indexOf(seat) !== index)).toEqual([]);
    for (const seat of numbers) expect(seat).toMatch(/^[1-9]\d?[A-HJ-L]$/);
  });

  it('has letters in order, and no seat more than two seats from an aisle', () => {
    for (const section of sections) {
      const blocks = blocksOf(section);
      const letters = Array.from(blocks.join(''));
      expect(letters).toEqual(letters.toSorted());
      if (isBench(section)) {
        expect(section.lastRow).toBe(Math.max(...seats.map(({ row }) => row)));
        continue;
      }
      const [left, ...rest] = blocks;
      const right = rest.pop()!;
      expect(Math.max(left!.length, right.length)).toBeLessThanOrEqual(3);
      for (const middle of rest) expect(middle.length).toBeLessThanOrEqual(4);
    }
  });

  it('has two aisles only if it is wide, and propellers only if it is small', () => {
    const aisles = Math.max(...sections.map((section) => blocksOf(section).length - 1));
    const isWide = codesOf(WIDE_BODIES).includes(code) || ['773', '78X'].includes(code);
    expect(aisles).toBe(isWide ? 2 : 1);
    if (engine === 'turboprop') expect(seats.length).toBeLessThan(80);
  });

  it('names only rows and seats that its sections have', () => {
    for (const section of sections) {
      const { skippedRows = [], exitRows = [], extraLegroomRows = [], missing = [] } = section;
      const isWithin = (row: number) => row >= section.firstRow && row <= section.lastRow;
      const isRow = (row: number) => isWithin(row) && !skippedRows.includes(row);
      expect(skippedRows.filter((row) => !isWithin(row))).toEqual([]);
      expect([...exitRows, ...extraLegroomRows].filter((row) => !isRow(row))).toEqual([]);
      const pattern = new RegExp(`^[1-9]\\d?[${section.columns.replaceAll('-', '')}]$`);
      expect(missing.filter((seat) => !pattern.test(seat) || !isRow(Number.parseInt(seat)))).toEqual([]);
    }
  });

  it('has its cabins from the front to the back on each deck', () => {
    const order = ['first', 'business', 'premium-economy', 'economy'];
    // The upper deck of the 747 is business class and has rows of its own.
    const deck = sections.filter(({ firstRow }) => !['744', '74H'].includes(code) || firstRow < 60);
    const cabins = deck.map(({ cabin }) => order.indexOf(cabin));
    expect(cabins).toEqual(cabins.toSorted((a, b) => a - b));
    expect(deck.map(({ firstRow }) => firstRow)).toEqual(
      deck.map(({ firstRow }) => firstRow).toSorted((a, b) => a - b),
    );
  });
});

describe('made-up fares', () => {
  const NUMBERS = Array.from({ length: 300 }, (_, index) => `BA${index + 1}`);
  const economyOf = (flightNumber: string, localDeparture: string, kilometres = 5_500) =>
    madeUpFares({ flightNumber, distanceKm: kilometres, localDeparture, cabins: ['economy'] }, 'GBP')[0]!
      .price.amount;
  /** The mean fare of many flights, in which their individual differences even out. */
  const mean = (localDeparture: string, kilometres?: number) => {
    const amounts = NUMBERS.map((flightNumber) => economyOf(flightNumber, localDeparture, kilometres));
    return amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
  };

  it('are the same every time, in whole hundreds, and differ by flight', () => {
    const fare = economyOf('BA117', '2027-01-15T08:20:00');
    expect(economyOf('BA117', '2027-01-15T08:20:00')).toBe(fare);
    expect(fare % 100).toBe(0);
    expect(
      new Set(NUMBERS.map((flightNumber) => economyOf(flightNumber, '2027-01-11T12:00:00'))).size,
    ).toBeGreaterThan(50);
  });

  it('cost more on Fridays, in July, at popular hours and over long distances, but less a kilometre over these', () => {
    const tuesday = mean('2027-02-09T12:00:00');
    expect(mean('2027-02-12T12:00:00')).toBeGreaterThan(tuesday * 1.2);
    expect(mean('2027-07-13T12:00:00')).toBeGreaterThan(tuesday * 1.3);
    expect(mean('2027-02-09T08:00:00')).toBeGreaterThan(tuesday * 1.05);
    expect(mean('2027-02-09T12:00:00', 11_000)).toBeGreaterThan(tuesday * 1.5);
    expect(mean('2027-02-09T12:00:00', 11_000)).toBeLessThan(tuesday * 1.95);
  });
});
