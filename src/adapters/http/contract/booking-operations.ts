import Joi from 'joi';
import type { BookingStatus } from '../../../domain/booking.js';
import {
  booking,
  cancelledBooking,
  changeQuote,
  itineraryBody,
  seatForEachPassenger,
  type ItineraryBody,
} from './booking-schemas.js';
import {
  exampleBooking,
  exampleCancelledBooking,
  exampleConfirmedBooking,
  exampleItineraryBody,
} from './booking-examples.js';
import { identifier, pageOf, pageQuery } from './common-schemas.js';
import { operation } from './operation.js';
import type { ProblemCode } from './problems.js';

export interface BookingParams {
  readonly id: string;
}

export interface ListBookingsQuery {
  readonly status?: BookingStatus;
  readonly limit: number;
  readonly cursor?: string;
}

const params = Joi.object<BookingParams, true>({ id: identifier.required() });
const tag = 'Bookings';

const whenTakingSeats: readonly ProblemCode[] = [
  'not-found',
  'seat-unavailable',
  'not-enough-seats',
  'unknown-seat',
  'exit-row-not-allowed',
  'flight-departed',
  'flight-cancelled',
  'search-unavailable',
];

const whenWriting: readonly ProblemCode[] = [
  'idempotency-key-reused',
  'request-in-progress',
  'outcome-unknown',
];

const whenChanging: readonly ProblemCode[] = [
  'booking-not-changeable',
  'payment-in-progress',
  'hold-expired',
  'stale-version',
];

export const bookingOperations = {
  holdSeats: operation<{ body: ItineraryBody }>({
    method: 'post',
    path: '/bookings',
    tag,
    summary: 'Hold seats',
    description:
      'Holds all of the seats or none. The n-th passenger sits in the n-th seat of every flight. In place of `seats`, a ' +
      'flight may name a `cabin` and a `preference`: the service chooses then. Children may travel alone. The flights need ' +
      'not connect, and may overlap. The service chooses no exit row for a party with a child, and seats each child beside ' +
      'an adult where free seats allow; an exit seat that is named for a child is refused with `exit-row-not-allowed`.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    body: itineraryBody,
    bodyExample: exampleItineraryBody,
    bodyRule: seatForEachPassenger,
    answers: {
      201: {
        description: 'The seats are held',
        schema: booking,
        example: exampleBooking,
        headers: ['Location', 'ETag'],
      },
    },
    refusals: [...whenTakingSeats, 'too-many-holds', ...whenWriting],
  }),
  listBookings: operation<{ query: ListBookingsQuery }>({
    method: 'get',
    path: '/bookings',
    tag,
    summary: 'List your bookings, the newest first',
    caller: 'traveller',
    query: Joi.object<ListBookingsQuery, true>({
      status: Joi.string().valid('held', 'confirmed', 'cancelled', 'expired'),
      ...pageQuery,
    }),
    answers: {
      200: {
        description: 'Your bookings',
        schema: pageOf(booking),
        example: { data: [exampleConfirmedBooking], next: null },
      },
    },
    refusals: [],
  }),
  viewBooking: operation<{ params: BookingParams }>({
    method: 'get',
    path: '/bookings/{id}',
    tag,
    summary: 'Look at a booking of yours',
    caller: 'traveller',
    params,
    answers: {
      200: { description: 'The booking', schema: booking, example: exampleBooking, headers: ['ETag'] },
    },
    refusals: ['not-found'],
  }),
  changeBooking: operation<{ params: BookingParams; body: ItineraryBody }>({
    method: 'put',
    path: '/bookings/{id}',
    tag,
    summary: 'Change flights, seats or passengers',
    description:
      'The body is the whole booking as it shall be. A hold swaps its seats in one step and keeps its expiry. Of a ' +
      'confirmed booking, seats that stay keep their price, seats that leave are given back by the share that cancelling ' +
      'would give back now, and seats that come in cost today’s price; the two are netted. With nothing to pay the change ' +
      'takes effect at once, and what is owed is refunded; otherwise the answer has a `pendingChange`, to be paid with ' +
      '`POST /payment/simulate` before it lapses. A seat that is held unpaid keeps its first expiry, whatever is asked for ' +
      'with it, and a pending change lapses with the first of its seats. Where a flight names a `cabin`, passengers who ' +
      'stay (matched by name and type, then by position) keep their seats while the preference is met, and those who join ' +
      'sit near them. The body that the booking was made with changes nothing, and drops a pending change.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    ifMatch: true,
    params,
    body: itineraryBody,
    bodyExample: exampleItineraryBody,
    bodyRule: seatForEachPassenger,
    answers: {
      200: { description: 'The booking', schema: booking, example: exampleBooking, headers: ['ETag'] },
    },
    refusals: [...whenTakingSeats, 'too-many-holds', ...whenChanging, ...whenWriting],
  }),
  quoteChange: operation<{ params: BookingParams; body: ItineraryBody }>({
    method: 'post',
    path: '/bookings/{id}/quote',
    tag,
    summary: 'Ask what a change would cost',
    description:
      'Decides as the change itself would, holds nothing and changes nothing. An `Idempotency-Key` is checked for its ' +
      'form, and nothing is kept under it: asked again, it is worked out anew.',
    caller: 'traveller',
    idempotencyKey: 'unkept',
    ifMatch: true,
    params,
    body: itineraryBody,
    bodyExample: exampleItineraryBody,
    bodyRule: seatForEachPassenger,
    answers: {
      200: {
        description:
          'What the booking would cost, what would be due or given back, and the fee that would be kept',
        schema: changeQuote,
        example: {
          total: { amount: 95000, currency: 'GBP' },
          amountDue: { amount: 5000, currency: 'GBP' },
          refund: { amount: 0, currency: 'GBP' },
          fee: { amount: 0, currency: 'GBP' },
        },
      },
    },
    // A flight that nobody has asked for before is written down first.
    refusals: [...whenTakingSeats, 'too-many-holds', ...whenChanging, 'outcome-unknown'],
  }),
  cancelBooking: operation<{ params: BookingParams }>({
    method: 'delete',
    path: '/bookings/{id}',
    tag,
    summary: 'Cancel a booking',
    description:
      'Gives back all that its seats cost until 24 hours before the first departure, half from then on, nothing after it; ' +
      'the lowest share that held at any change since confirmation counts. Half is rounded up over all seats that left the ' +
      'booking at half, so that cancelling in steps gives back as much as cancelling at once. What the airline cancelled or ' +
      'moved by more than an hour is given back in full. Cancelling again answers the same.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    ifMatch: true,
    params,
    answers: {
      200: {
        description: 'Cancelled',
        schema: cancelledBooking,
        example: exampleCancelledBooking,
        headers: ['ETag'],
      },
    },
    refusals: [
      'not-found',
      'payment-in-progress',
      'hold-expired',
      'flight-departed',
      'stale-version',
      ...whenWriting,
    ],
  }),
};
