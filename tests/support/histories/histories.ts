import type { BookingFacts, Exchange } from '../../../proof/history/exchange.js';
import { judge, type Evidence } from '../../../proof/verdict/verdict.js';

export const SEAT = 'flight-1 12A';
export const OTHER_SEAT = 'flight-1 12B';

/** The booking in a response, by default a hold of one seat for 100 seconds. */
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
    feesKept: 0,
    refund: null,
    ...more,
  };
}

/** A paid booking in a response. */
export function paidFacts(id: string, more: Partial<BookingFacts> = {}): BookingFacts {
  return facts(id, { status: 'confirmed', expiresInSeconds: null, paid: 100, ...more });
}

let keys = 0;

/** A request to hold with its response, by default from second 1 to second 2, with a new key. */
export function exchange(more: Partial<Exchange> = {}): Exchange {
  keys += 1;
  const { facts: booking = null } = more;
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
    fingerprint: `answer ${booking?.id ?? ''}`,
    wanted: booking?.seats ?? [],
    anyOf: [],
    passengers: booking?.seats.length ?? 0,
    bookingId: booking?.id ?? null,
    facts: booking,
    taken: [],
    ...more,
  };
}

/** A successful payment, by default from second 3 to second 4. */
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

/** A sound history: two travellers want one seat; the first holds and pays it, the second is rejected. */
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
    final: {
      bookings: new Map([['a', owner]]),
      payments: new Map([['a', [{ id: 'p', status: 'succeeded', amount: 100, refunded: 0 }]]]),
      seats: new Map([
        [SEAT, 'sold'],
        [OTHER_SEAT, 'available'],
      ]),
      shared: [],
      left: [{ flight: 'flight-1', cabin: 'economy', bySearch: 1, byMap: 1 }],
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

/** The rules that a history breaks. */
export function brokenIn(evidence: Evidence): string[] {
  return judge(evidence).flatMap(({ rule, wrong }) => (wrong > 0 ? [rule] : []));
}

/** The sound evidence with more exchanges. */
export function withExchanges(...more: Exchange[]): Evidence {
  const sound = soundEvidence();
  return { ...sound, exchanges: [...sound.exchanges, ...more] };
}

/** The sound evidence with other final data. */
export function withFinal(more: Partial<Evidence['final']>): Evidence {
  const sound = soundEvidence();
  return { ...sound, final: { ...sound.final, ...more } };
}

/** The sound evidence with other bookings of Ada's at the end. */
export function bookedAtEnd(...all: BookingFacts[]): Evidence {
  return withFinal({ bookings: new Map(all.map((each) => [each.id, { ...each, traveller: 'ada' }])) });
}

/** The sound evidence with another booking at the end, and its payments, each as amount and refunded amount. */
export function withPayments(end: BookingFacts, ...all: (readonly [number, number])[]): Evidence {
  const payments = all.map(([amount, refunded], n) => ({
    id: `p${n}`,
    status: 'succeeded',
    amount,
    refunded,
  }));
  const { final, ...rest } = bookedAtEnd(end);
  return { ...rest, final: { ...final, payments: new Map([[end.id, payments]]) } };
}

/** A GET of a booking, by default after the sound evidence, which takes half a second. */
export function shown(
  id: string,
  booking: BookingFacts,
  sentAt = 6_500,
  more: Partial<Exchange> = {},
): Exchange {
  const path = `/bookings/${id}`;
  return exchange({
    method: 'GET',
    path,
    key: null,
    status: 200,
    sentAt,
    answeredAt: sentAt + 500,
    facts: booking,
    wanted: [],
    ...more,
  });
}
