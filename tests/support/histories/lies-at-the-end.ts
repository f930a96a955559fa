import type { Evidence } from '../../../proof/verdict/verdict.js';
import {
  bookedAtEnd,
  exchange,
  facts,
  OTHER_SEAT,
  paidFacts,
  SEAT,
  shown,
  soundEvidence,
  withFinal,
  withPayments,
} from './histories.js';

/** False histories with wrong final data: the fault, the rule that it breaks, and the history. */
export const LIES_AT_THE_END: readonly [string, string, Evidence][] = [
  ['a missing booking', 'acknowledged bookings are stored', withFinal({ bookings: new Map() })],
  [
    'a booking with another seat',
    'acknowledged bookings are stored',
    withFinal({
      bookings: new Map([['a', { ...paidFacts('a', { seats: [OTHER_SEAT] }), traveller: 'ada' }]]),
    }),
  ],
  [
    'a booking with another price',
    'acknowledged bookings are stored',
    withFinal({
      bookings: new Map([['a', { ...paidFacts('a', { total: 99, paid: 99 }), traveller: 'ada' }]]),
    }),
  ],
  [
    'a paid booking that ends as expired',
    'acknowledged bookings are stored',
    withFinal({
      bookings: new Map([['a', { ...facts('a', { status: 'expired', paid: 0 }), traveller: 'ada' }]]),
    }),
  ],
  [
    'a booking that was not requested',
    'every booking was requested',
    withFinal({
      bookings: new Map([
        ...soundEvidence().final.bookings,
        ['x', { ...paidFacts('x', { seats: [] }), traveller: 'ada' }],
      ]),
    }),
  ],
  [
    'a charge above the price',
    'the money adds up',
    withFinal({ bookings: new Map([['a', { ...paidFacts('a', { paid: 200 }), traveller: 'ada' }]]) }),
  ],
  [
    'a promised refund that was not made',
    'the money adds up',
    withFinal({
      bookings: new Map([
        ['a', { ...paidFacts('a', { status: 'cancelled', refund: 100, refunded: 0 }), traveller: 'ada' }],
      ]),
    }),
  ],
  [
    'a payment that is never settled',
    'every payment is settled',
    withFinal({
      payments: new Map([['a', [{ id: 'p', status: 'processing', amount: 100, refunded: 0 }]]]),
    }),
  ],
  [
    'a sold seat that the seat map shows as available',
    'seat maps agree with the bookings',
    withFinal({ seats: new Map([[SEAT, 'available']]) }),
  ],
  [
    'a sold seat without a booking',
    'seat maps agree with the bookings',
    withFinal({
      seats: new Map([
        [SEAT, 'sold'],
        [OTHER_SEAT, 'sold'],
      ]),
    }),
  ],
  [
    'too many seats left in search',
    'seat counts of search agree with the seat map',
    withFinal({ left: [{ flight: 'flight-1', cabin: 'economy', bySearch: 2, byMap: 1 }] }),
  ],
  ['unread final data', 'all final data could be read', withFinal({ unseen: ['GET /bookings'] })],
  ['a seat of two bookings', 'no seat had two owners at once', bookedAtEnd(paidFacts('a'), paidFacts('b'))],
  [
    'a booking that has one seat twice',
    'no seat had two owners at once',
    bookedAtEnd(paidFacts('a', { seats: [SEAT, SEAT] })),
  ],
  [
    'a booking with another record locator',
    'acknowledged bookings are stored',
    bookedAtEnd(paidFacts('a', { reference: 'OTHER1' })),
  ],
  [
    'a change that was rejected and made',
    'acknowledged bookings are stored',
    {
      ...bookedAtEnd(paidFacts('a', { seats: [OTHER_SEAT] })),
      exchanges: [
        ...soundEvidence().exchanges,
        exchange({
          method: 'PUT',
          path: '/bookings/a',
          status: 409,
          code: 'seat-unavailable',
          bookingId: 'a',
          sentAt: 8_000,
          answeredAt: 9_000,
        }),
      ],
    },
  ],
  [
    'a charge and a refund without a request',
    'acknowledged bookings are stored',
    {
      ...bookedAtEnd(paidFacts('a', { paid: 200, refunded: 100 })),
      exchanges: [...soundEvidence().exchanges, shown('a', paidFacts('a'))],
    },
  ],
  ...[paidFacts('a', { status: 'cancelled', refund: 50, refunded: 50 }), paidFacts('a')].map(
    (end): [string, string, Evidence] => [
      `a cancellation for 100 that ends ${end.status}`,
      'acknowledged bookings are stored',
      {
        ...bookedAtEnd(end),
        exchanges: [
          ...soundEvidence().exchanges,
          exchange({
            method: 'DELETE',
            path: '/bookings/a',
            status: 200,
            sentAt: 7_000,
            answeredAt: 8_000,
            facts: paidFacts('a', { status: 'cancelled', refund: 100, refunded: 100 }),
            wanted: [],
          }),
          exchange({
            method: 'DELETE',
            path: '/bookings/a',
            status: null,
            sentAt: 8_000,
            answeredAt: 9_000,
            bookingId: 'a',
          }),
        ],
      },
    ],
  ),
  [
    'a lost request that had two effects',
    'every booking was requested',
    {
      ...bookedAtEnd(
        paidFacts('a'),
        facts('c', { seats: ['flight-2 1A'] }),
        facts('d', { seats: ['flight-2 1A'] }),
      ),
      exchanges: [
        ...soundEvidence().exchanges,
        exchange({ key: 'lost', status: null, wanted: ['flight-2 1A'] }),
        exchange({ key: 'lost', facts: facts('c', { seats: ['flight-2 1A'] }) }),
      ],
    },
  ],
  [
    'a booking in the list of another traveller',
    'every booking was requested',
    withFinal({ bookings: new Map([['a', { ...paidFacts('a'), traveller: 'bob' }]]) }),
  ],
  [
    'a booking in the lists of two travellers',
    'every booking was requested',
    withFinal({ shared: [{ id: 'a', traveller: 'bob' }] }),
  ],
  [
    'a payment that is missing in its booking',
    'the money adds up',
    withPayments(paidFacts('a'), [100, 0], [100, 0]),
  ],
  ['a paid booking without a payment', 'the money adds up', withFinal({ payments: new Map() })],
  [
    'a refund without a refunded payment',
    'the money adds up',
    withPayments(paidFacts('a', { status: 'cancelled', refund: 100, refunded: 100 }), [100, 0]),
  ],
  [
    'a full refund where half was promised',
    'the money adds up',
    withPayments(paidFacts('a', { status: 'cancelled', refund: 50, refunded: 100 }), [100, 100]),
  ],
  [
    'a refund above the paid amount',
    'the money adds up',
    withPayments(facts('a', { status: 'expired', refunded: 50 })),
  ],
  [
    'a refund above its payment',
    'the money adds up',
    withPayments(paidFacts('a', { paid: 250, refunded: 150 }), [100, 150], [150, 0]),
  ],
  [
    'a confirmed booking that was refunded',
    'the money adds up',
    withPayments(paidFacts('a', { refunded: 100 }), [100, 100]),
  ],
  [
    'an expired booking that was not refunded',
    'the money adds up',
    withPayments(facts('a', { status: 'expired', paid: 100 }), [100, 0]),
  ],
  [
    'a held seat without a booking',
    'seat maps agree with the bookings',
    withFinal({
      seats: new Map([
        [SEAT, 'sold'],
        [OTHER_SEAT, 'held'],
      ]),
    }),
  ],
  [
    'seats that search has in the wrong cabin',
    'seat counts of search agree with the seat map',
    withFinal({
      left: [
        { flight: 'flight-1', cabin: 'business', bySearch: 2, byMap: 1 },
        { flight: 'flight-1', cabin: 'economy', bySearch: 1, byMap: 2 },
      ],
    }),
  ],
];
