import type { BookingFacts, Exchange } from '../../../proof/history/exchange.js';
import type { PaymentFacts } from '../../../proof/verdict/final-answers.js';
import type { Evidence } from '../../../proof/verdict/verdict.js';
import { exchange, facts, OTHER_SEAT, paidFacts, payment, SEAT, shown, soundEvidence } from './histories.js';

/** The history of one traveller's booking, from the first request to the final data. */
interface Life {
  readonly traveller: string;
  readonly exchanges: readonly Exchange[];
  readonly end: BookingFacts;
  readonly payments: readonly PaymentFacts[];
}

const paid = (amount: number, refunded = 0, status = 'succeeded'): PaymentFacts => {
  return { id: `p-${amount}-${refunded}`, status, amount, refunded };
};
const put = (id: string, booking: BookingFacts, wanted: readonly string[], sentAt: number): Exchange =>
  exchange({
    method: 'PUT',
    path: `/bookings/${id}`,
    status: 200,
    facts: booking,
    wanted,
    sentAt,
    answeredAt: sentAt + 500,
  });
const cancelled = (
  id: string,
  booking: BookingFacts | null,
  sentAt: number,
  more: Partial<Exchange> = {},
): Exchange =>
  exchange({
    method: 'DELETE',
    path: `/bookings/${id}`,
    status: 200,
    facts: booking,
    wanted: [],
    bookingId: id,
    sentAt,
    answeredAt: sentAt + 500,
    ...more,
  });

/** The response of a hold is lost and its retry succeeds. The payment is settled later. */
function lostAndSlow(): Life {
  const held = facts('lost', { seats: [OTHER_SEAT] });
  const end = paidFacts('lost', { seats: [OTHER_SEAT] });
  return {
    traveller: 'bob',
    exchanges: [
      exchange({ key: 'lost', status: null, wanted: [OTHER_SEAT], sentAt: 1_000, answeredAt: 4_000 }),
      exchange({
        key: 'lost',
        status: 409,
        code: 'request-in-progress',
        hasRetryAfter: true,
        wanted: [OTHER_SEAT],
        sentAt: 4_000,
        answeredAt: 5_000,
      }),
      exchange({ key: 'lost', facts: held, sentAt: 6_000, answeredAt: 7_000 }),
      payment('lost', { key: 'slow', status: 202, facts: held, sentAt: 8_000, answeredAt: 10_000 }),
      payment('lost', { key: 'slow', status: 202, facts: held, sentAt: 8_000, answeredAt: 10_000 }),
      exchange({
        method: 'GET',
        path: '/payments/p',
        key: null,
        status: 200,
        bookingId: 'lost',
        sentAt: 11_000,
        answeredAt: 12_000,
      }),
      shown('lost', end, 20_000),
    ],
    end,
    payments: [paid(100)],
  };
}

/** Moves to a dearer seat and pays for it, is rejected for a taken one, and moves to a cheaper one. */
function moved(): Life {
  const [first, dear, cheap] = ['flight-2 1A', 'flight-2 2A', 'flight-2 3A'] as const;
  const bought = paidFacts('moved', { seats: [first] });
  const end = paidFacts('moved', { seats: [cheap], total: 100, paid: 150, refunded: 50 });
  return {
    traveller: 'cleo',
    exchanges: [
      exchange({ facts: facts('moved', { seats: [first] }) }),
      payment('moved', { facts: bought }),
      exchange({
        path: '/bookings/moved/quote',
        status: 200,
        bookingId: 'moved',
        wanted: [dear],
        sentAt: 5_000,
        answeredAt: 5_500,
      }),
      put('moved', { ...bought, pendingSeats: [dear] }, [dear], 6_000),
      payment('moved', {
        sentAt: 7_000,
        answeredAt: 8_000,
        facts: paidFacts('moved', { seats: [dear], total: 150, paid: 150 }),
      }),
      exchange({
        method: 'PUT',
        path: '/bookings/moved',
        status: 409,
        code: 'seat-unavailable',
        bookingId: 'moved',
        wanted: [SEAT],
        taken: [SEAT],
        sentAt: 9_000,
        answeredAt: 9_500,
      }),
      put('moved', end, [cheap], 10_000),
    ],
    end,
    payments: [paid(100), paid(50, 50)],
  };
}

/** Cancels for half of the price, and cancels again. The first response is lost. */
function givenBack(): Life {
  const bought = paidFacts('back', { seats: ['flight-2 4A'] });
  const end: BookingFacts = { ...bought, status: 'cancelled', refund: 50, refunded: 50 };
  return {
    traveller: 'dan',
    exchanges: [
      exchange({ facts: facts('back', { seats: bought.seats }) }),
      payment('back', {
        key: 'poor',
        status: 402,
        code: 'payment-declined',
        facts: null,
        bookingId: 'back',
        sentAt: 2_500,
        answeredAt: 2_900,
      }),
      payment('back', { facts: bought }),
      cancelled('back', null, 5_000, { key: 'back', status: null }),
      cancelled('back', end, 7_000, { key: 'back' }),
      cancelled('back', end, 9_000),
    ],
    end,
    payments: [paid(100, 0, 'declined'), paid(100, 50)],
  };
}

/** The payment succeeds after the hold has lapsed, and is refunded in full. */
function late(): Life {
  const held = facts('late', { seats: ['flight-2 5A'], expiresInSeconds: 10 });
  return {
    traveller: 'eve',
    exchanges: [
      exchange({ facts: held }),
      payment('late', {
        status: 202,
        facts: { ...held, expiresInSeconds: 8 },
        sentAt: 3_000,
        answeredAt: 5_000,
      }),
      cancelled('late', null, 30_000, { status: 410, code: 'hold-expired' }),
    ],
    end: { ...held, status: 'expired', expiresInSeconds: 0, paid: 100, refunded: 100 },
    payments: [paid(100, 100, 'refunded')],
  };
}

/** The service chooses two seats, and the response of their payment is lost. */
function walkedAway(): Life {
  const held = facts('left', { seats: ['flight-2 6A', 'flight-2 6B'], total: 200 });
  return {
    traveller: 'fay',
    exchanges: [
      exchange({ status: 503, code: 'overloaded', hasRetryAfter: true, wanted: [], anyOf: ['flight-2'] }),
      exchange({ facts: held, wanted: [], anyOf: ['flight-2'], sentAt: 28_000, answeredAt: 29_000 }),
      payment('left', { status: null, facts: null, bookingId: 'left', sentAt: 30_000, answeredAt: 32_000 }),
    ],
    // The payment was charged after the final read of the payments and before that of the booking.
    end: paidFacts('left', { seats: held.seats, total: 200, paid: 200 }),
    payments: [],
  };
}

/** A sound history with many kinds of events that occur in a run with faults. */
export function eventfulEvidence(): Evidence {
  const sound = soundEvidence();
  const lives = [lostAndSlow(), moved(), givenBack(), late(), walkedAway()];
  const { final } = sound;
  const sold = lives.filter(({ end }) => end.status === 'confirmed').flatMap(({ end }) => end.seats);
  return {
    ...sound,
    isBreaking: true,
    exchanges: [
      ...sound.exchanges,
      ...lives.flatMap(({ traveller, exchanges }) => exchanges.map((each) => ({ ...each, traveller }))),
    ],
    final: {
      ...final,
      bookings: new Map([
        ...final.bookings,
        ...lives.map(({ traveller, end }) => [end.id, { ...end, traveller }] as const),
      ]),
      payments: new Map([
        ...final.payments,
        ...lives.map(({ end, payments }) => [end.id, payments] as const),
      ]),
      seats: new Map([
        ...final.seats,
        ...sold.map((seat) => [seat, 'sold'] as const),
        ['flight-3 7A', 'held'],
      ]),
    },
    before: { unavailable: new Set(['flight-3 7A']), sold: new Set() },
  };
}
