import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  block,
  hasLapsed,
  hold,
  isFree,
  isOwnedBy,
  pin,
  release,
  sell,
  stateAt,
  unpin,
  untouchedSeat,
} from '../../src/domain/booking/seat.js';

const seat = untouchedSeat('F1', '10A', 'economy');
const instant = fc.integer({ min: 0, max: 10_000 });

describe('a seat', () => {
  it('that is held is available again when its hold lapses, and not before', () => {
    fc.assert(
      fc.property(instant, instant, (until, now) => {
        expect(isFree(hold(seat, 'B1', until, 0), now)).toBe(now >= until);
      }),
    );
  });

  it('that is held again by its booking never gets more time', () => {
    const first = hold(seat, 'B1', 100, 10);
    expect(hold(first, 'B1', 900, 50)).toMatchObject({ heldSince: 10, heldUntil: 100 });
    expect(hold(first, 'B1', 80, 50)).toMatchObject({ heldSince: 10, heldUntil: 80 });
    // Holding the seat after the hold has lapsed, or for another booking, is a new hold.
    expect(hold(first, 'B1', 900, 100)).toMatchObject({ heldSince: 100, heldUntil: 900 });
    expect(hold(first, 'B2', 900, 100)).toMatchObject({ heldSince: 100, heldUntil: 900 });
  });

  it('that is pinned lapses when both its hold and its pin are over', () => {
    fc.assert(
      fc.property(instant, instant, instant, (until, pinned, now) => {
        expect(hasLapsed(pin(hold(seat, 'B1', until, 0), pinned), now)).toBe(now >= Math.max(until, pinned));
      }),
    );
  });

  it('that is unpinned keeps its hold', () => {
    expect(unpin(pin(hold(seat, 'B1', 100, 0), 900))).toMatchObject({
      state: 'held',
      heldUntil: 100,
      pinnedUntil: null,
    });
  });

  it('that is sold or blocked never lapses', () => {
    for (const taken of [sell(seat, 'B1'), block(seat)])
      expect(isFree(taken, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('has an owner only while held or sold', () => {
    expect([release(sell(seat, 'B1')).owner, block(hold(seat, 'B1', 100, 0)).owner]).toEqual([null, null]);
    expect(isOwnedBy(hold(seat, 'B1', 100, 0), 'B1', 99)).toBe(true);
    expect(isOwnedBy(hold(seat, 'B1', 100, 0), 'B1', 100)).toBe(false);
    expect(isOwnedBy(hold(seat, 'B1', 100, 0), 'B2', 99)).toBe(false);
  });

  it('counts its changes', () => {
    expect(release(sell(pin(hold(seat, 'B1', 1, 0), 2), 'B1')).version).toBe(seat.version + 4);
    expect(stateAt(hold(seat, 'B1', 100, 0), 100)).toBe('available');
  });
});
