import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, halfRoundedUp, money, subtract, sum } from '../../src/domain/shared/money.js';

const amount = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((minor) => money(minor, 'GBP'));

describe('money', () => {
  it('must be whole minor units that a number stores exactly', () => {
    for (const wrong of [0.5, NaN, Infinity, 2 ** 53]) expect(() => money(wrong, 'GBP')).toThrow(RangeError);
  });

  it('never mixes currencies', () => {
    expect(() => add(money(1, 'GBP'), money(1, 'EUR'))).toThrow(RangeError);
    expect(() => sum([money(1, 'EUR')], 'GBP')).toThrow(RangeError);
  });

  it('stays the same when an amount is added and subtracted', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a);
      }),
    );
  });

  it('is rounded in favour of the receiver when halved, by one minor unit at most', () => {
    fc.assert(
      fc.property(fc.nat(), (minor) => {
        const half = halfRoundedUp(money(minor, 'GBP')).amount;
        expect(half * 2 - minor).toBe(minor % 2);
      }),
    );
  });
});
