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
      'not connect, and may overlap.',
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
      'The body is the whole booking as it shall be. A hold swaps its seats in one step and keeps its expiry. A confirmed ' +
      'booking changes at once if it becomes no dearer, and the difference is given back; a dearer one answers ' +
      '`pendingChange`, to be paid with `POST /payment/simulate` before it lapses. Seats that stay keep their price.',
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
        description: 'What the booking would cost, and the difference to pay or to get back',
        schema: changeQuote,
        example: {
          total: { amount: 95000, currency: 'GBP' },
          amountDue: { amount: 5000, currency: 'GBP' },
          refund: { amount: 0, currency: 'GBP' },
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
      'Gives back all that was paid until 24 hours before the first departure, half from then on, nothing after it; the ' +
      'lowest share that held at any change since confirmation counts. What the airline cancelled or moved by more than ' +
      'an hour is given back in full. Cancelling again answers the same.',
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
