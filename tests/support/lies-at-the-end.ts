import type { Evidence } from '../../proof/verdict/verdict.js';
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

/** Lies in what the service says when everybody has gone home: what is wrong, the rule that it breaks, and the history. */
export const LIES_AT_THE_END: readonly [string, string, Evidence][] = [
  ['a booking that is gone', 'what was acknowledged is there', withFinal({ bookings: new Map() })],
  [
    'a booking with another seat',
    'what was acknowledged is there',
    withFinal({
      bookings: new Map([['a', { ...paidFacts('a', { seats: [OTHER_SEAT] }), traveller: 'ada' }]]),
    }),
  ],
  [
    'a booking with another price',
    'what was acknowledged is there',
    withFinal({
      bookings: new Map([['a', { ...paidFacts('a', { total: 99, paid: 99 }), traveller: 'ada' }]]),
    }),
  ],
  [
    'a paid booking that is none any more',
    'what was acknowledged is there',
    withFinal({
      bookings: new Map([['a', { ...facts('a', { status: 'expired', paid: 0 }), traveller: 'ada' }]]),
    }),
  ],
  [
    'a booking that nobody asked for',
    'every booking was asked for',
    withFinal({
      bookings: new Map([
        ...soundEvidence().final.bookings,
        ['x', { ...paidFacts('x', { seats: [] }), traveller: 'ada' }],
      ]),
    }),
  ],
  [
    'money taken for nothing',
    'the money adds up',
    withFinal({ bookings: new Map([['a', { ...paidFacts('a', { paid: 200 }), traveller: 'ada' }]]) }),
  ],
  [
    'a refund that was promised and not made',
    'the money adds up',
    withFinal({
      bookings: new Map([
        ['a', { ...paidFacts('a', { status: 'cancelled', refund: 100, refunded: 0 }), traveller: 'ada' }],
      ]),
    }),
  ],
  [
    'a payment that never ends',
    'every payment came to an end',
    withFinal({
      payments: new Map([['a', [{ id: 'p', status: 'processing', amount: 100, refunded: 0 }]]]),
    }),
  ],
  [
    'a sold seat that the map gives away',
    'seat maps show what is booked',
    withFinal({ seats: new Map([[SEAT, 'available']]) }),
  ],
  [
    'a seat that is sold to nobody',
    'seat maps show what is booked',
    withFinal({
      seats: new Map([
        [SEAT, 'sold'],
        [OTHER_SEAT, 'sold'],
      ]),
    }),
  ],
  [
    'seats that search still sells',
    'search ends with the seats that are left',
    withFinal({ left: [{ flight: 'flight-1', cabin: 'economy', bySearch: 2, byMap: 1 }] }),
  ],
  ['what could not be seen', 'all of it could be looked at', withFinal({ unseen: ['GET /bookings'] })],
  [
    'a seat that two have bought',
    'no seat had two owners at once',
    bookedAtEnd(paidFacts('a'), paidFacts('b')),
  ],
  [
    'a booking that has bought one seat twice',
    'no seat had two owners at once',
    bookedAtEnd(paidFacts('a', { seats: [SEAT, SEAT] })),
  ],
  [
    'a booking with another record locator',
    'what was acknowledged is there',
    bookedAtEnd(paidFacts('a', { reference: 'OTHER1' })),
  ],
  [
    'a change that was refused, and made',
    'what was acknowledged is there',
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
    'money that came and went after the last word on it',
    'what was acknowledged is there',
    {
      ...bookedAtEnd(paidFacts('a', { paid: 200, refunded: 100 })),
      exchanges: [...soundEvidence().exchanges, shown('a', paidFacts('a'))],
    },
  ],
  ...[paidFacts('a', { status: 'cancelled', refund: 50, refunded: 50 }), paidFacts('a')].map(
    (end): [string, string, Evidence] => [
      `a cancellation for 100 that ends ${end.status}`,
      'what was acknowledged is there',
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
    'a lost request that was done twice',
    'every booking was asked for',
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
    'a booking in somebody else’s list',
    'every booking was asked for',
    withFinal({ bookings: new Map([['a', { ...paidFacts('a'), traveller: 'bob' }]]) }),
  ],
  [
    'a booking in two people’s lists',
    'every booking was asked for',
    withFinal({ shared: [{ id: 'a', traveller: 'bob' }] }),
  ],
  [
    'a payment that the booking does not know',
    'the money adds up',
    withPayments(paidFacts('a'), [100, 0], [100, 0]),
  ],
  ['a paid booking without a payment', 'the money adds up', withFinal({ payments: new Map() })],
  [
    'a refund that no payment knows',
    'the money adds up',
    withPayments(paidFacts('a', { status: 'cancelled', refund: 100, refunded: 100 }), [100, 0]),
  ],
  [
    'a refund that was promised in part and made in full',
    'the money adds up',
    withPayments(paidFacts('a', { status: 'cancelled', refund: 50, refunded: 100 }), [100, 100]),
  ],
  [
    'more given back than was taken',
    'the money adds up',
    withPayments(facts('a', { status: 'expired', refunded: 50 })),
  ],
  [
    'more given back of one payment than it was',
    'the money adds up',
    withPayments(paidFacts('a', { paid: 250, refunded: 150 }), [100, 150], [150, 0]),
  ],
  [
    'a confirmed booking whose money went back',
    'the money adds up',
    withPayments(paidFacts('a', { refunded: 100 }), [100, 100]),
  ],
  [
    'an expired booking whose money was kept',
    'the money adds up',
    withPayments(facts('a', { status: 'expired', paid: 100 }), [100, 0]),
  ],
  [
    'a seat that is held for nobody',
    'seat maps show what is booked',
    withFinal({
      seats: new Map([
        [SEAT, 'sold'],
        [OTHER_SEAT, 'held'],
      ]),
    }),
  ],
  [
    'seats that search has in the wrong cabin',
    'search ends with the seats that are left',
    withFinal({
      left: [
        { flight: 'flight-1', cabin: 'business', bySearch: 2, byMap: 1 },
        { flight: 'flight-1', cabin: 'economy', bySearch: 1, byMap: 2 },
      ],
    }),
  ],
];
