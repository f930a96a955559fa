import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../proof/history/exchange.js';
import { LiveOwners } from '../../proof/verdict/live-owners.js';
import { exchange, facts, SEAT } from '../support/histories/histories.js';

/** A traveller holds the seat, and cancels soon after. */
function heldAndCancelled(id: string, from: number): Exchange[] {
  return [
    exchange({ sentAt: from, answeredAt: from + 10, facts: facts(id) }),
    exchange({
      method: 'DELETE',
      path: `/bookings/${id}`,
      status: 200,
      sentAt: from + 50,
      answeredAt: from + 60,
      facts: facts(id, { status: 'cancelled', seats: [] }),
      wanted: [],
    }),
  ];
}

describe('the live count of seat owners', () => {
  it('stays fast, however many owners a seat had one after another', () => {
    const live = new LiveOwners(() => false);
    const began = performance.now();
    for (let n = 0; n < 20_000; n += 1) {
      for (const each of heldAndCancelled(`b${n}`, n * 100)) live.take(each);
      if (n % 10 === 0) expect(live.count()).toBe(0);
    }
    expect(performance.now() - began).toBeLessThan(20_000);
    // The first of these two travellers has not cancelled when the second gets the seat.
    live.take(exchange({ sentAt: 3_000_000, answeredAt: 3_000_010, facts: facts('one') }));
    live.take(exchange({ sentAt: 3_000_020, answeredAt: 3_000_030, facts: facts('other') }));
    expect(live.count()).toBe(1);
  }, 300_000);

  it('assigns a lost request to the booking of its retry, and stores no refusals', () => {
    const live = new LiveOwners(() => false);
    const taken = { status: 409, code: 'seat-unavailable', wanted: [SEAT], taken: [SEAT] };
    for (let n = 0; n < 1_000; n += 1) live.take(exchange({ ...taken, key: `refused ${n}` }));
    live.take(exchange({ status: null, key: 'lost', wanted: [SEAT] }));
    expect((live as unknown as { unassigned: Map<string, unknown> }).unassigned.size).toBe(1);
    // The hold begins with the lost request, so it has lapsed when the other hold begins.
    live.take(exchange({ key: 'lost', sentAt: 90_000, answeredAt: 90_010, facts: facts('a') }));
    live.take(exchange({ sentAt: 102_000, answeredAt: 102_010, facts: facts('b') }));
    expect(live.count()).toBe(0);
  });
});
