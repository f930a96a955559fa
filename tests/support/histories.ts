import type { BookingFacts, Exchange } from '../../src/proof/history/exchange.js';
import type { Evidence } from '../../src/proof/verdict/verdict.js';

export const SEAT = 'flight-1 12A';
export const OTHER_SEAT = 'flight-1 12B';

/** What an answer says of a booking, by default a hold of one seat for 100 seconds. */
export function facts(id: string, more: Partial<BookingFacts> = {}): BookingFacts {
  return {
    id,
    reference: `REF-${id}`,
    status: 'held',
    expiresInSeconds: 100,
    seats: [SEAT],
    pendingSeats: [],
    total: 100,
    paid: 0,
    refunded: 0,
    refund: null,
    ...more,
  };
}

/** A booking that is paid. */
export function paidFacts(id: string, more: Partial<BookingFacts> = {}): BookingFacts {
  return facts(id, { status: 'confirmed', expiresInSeconds: null, paid: 100, ...more });
}

let keys = 0;

/** A hold that was answered, by default from second 1 to second 2; each with a key of its own. */
export function exchange(more: Partial<Exchange> = {}): Exchange {
  keys += 1;
  const { facts: said = null } = more;
  return {
    traveller: 'ada',
    method: 'POST',
    path: '/bookings',
    key: `key-${keys}`,
    sentAt: 1_000,
    answeredAt: 2_000,
    status: 201,
    code: null,
    hasRetryAfter: false,
    fingerprint: `answer ${said?.id ?? ''}`,
    wanted: said?.seats ?? [],
    anyOf: [],
    bookingId: said?.id ?? null,
    facts: said,
    taken: [],
    ...more,
  };
}

/** A payment that went through, from second 3 to second 4. */
export function payment(id: string, more: Partial<Exchange> = {}): Exchange {
  const times = { sentAt: 3_000, answeredAt: 4_000 };
  return exchange({
    path: '/payment/simulate',
    status: 200,
    ...times,
    facts: paidFacts(id),
    wanted: [],
    ...more,
  });
}

/** Two travellers, one seat: the one holds and pays, the other comes too late. All of it as it should be. */
export function soundEvidence(): Evidence {
  const owner = { ...paidFacts('a'), traveller: 'ada' };
  return {
    exchanges: [
      exchange({ facts: facts('a') }),
      payment('a', { key: 'paid' }),
      payment('a', { key: 'paid' }),
      exchange({
        traveller: 'bob',
        status: 409,
        code: 'seat-unavailable',
        sentAt: 5_000,
        answeredAt: 6_000,
        wanted: [SEAT],
        taken: [SEAT],
      }),
    ],
    truth: {
      bookings: new Map([['a', owner]]),
      payments: new Map([['a', [{ id: 'p', status: 'succeeded', amount: 100, refunded: 0 }]]]),
      seats: new Map([
        [SEAT, 'sold'],
        [OTHER_SEAT, 'available'],
      ]),
      left: [{ flight: 'flight-1', bySearch: 1, byMap: 1 }],
      unseen: [],
    },
    watched: {
      versions: [
        { version: 1, isSnapshot: true },
        { version: 2, isSnapshot: false },
      ],
      seats: new Map([
        ['12A', 'sold'],
        ['12B', 'available'],
      ]),
      map: new Map([
        ['12A', 'sold'],
        ['12B', 'available'],
      ]),
    },
    isBreaking: false,
    before: { unavailable: new Set(), sold: new Set() },
  };
}
