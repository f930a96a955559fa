import Joi from 'joi';
import type { BookingStatus } from '../../../domain/booking/booking.js';
import { exampleConfirmedBooking } from './booking-examples.js';
import { itineraryBody, seatForEachPassenger, type ItineraryBody } from './booking-schemas.js';
import { booking, bookingStatus, cancelledBooking } from './booking-views.js';
import { changeQuote } from './change-quote.js';
import { bookingIdentifier } from './common-schemas.js';
import { operation } from './operation.js';
import { pageOf, pageQuery } from './page-schemas.js';
import type { ProblemCode } from './problems.js';

export interface BookingParams {
  readonly id: string;
}

export interface ListBookingsQuery {
  readonly status?: BookingStatus;
  readonly limit: number;
  readonly cursor?: string;
}

const params = Joi.object<BookingParams, true>({ id: bookingIdentifier.required() });

/** Many clients send an empty object with every POST. */
const noFields = Joi.object({}).description('No fields. The body may be left out.').example({});
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
      'Holds all of the requested seats or none. Pay before `expiresAt`, or the hold lapses. With `cabin`, the service ' +
      'chooses the seats: no exit row for a party with a child, and each child beside an adult where free seats allow. ' +
      'Naming an exit-row seat for a child is rejected with `exit-row-not-allowed`. Children may travel alone.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    body: itineraryBody,
    bodyRule: seatForEachPassenger,
    answers: {
      201: { description: 'The seats are held.', schema: booking, headers: ['Location', 'ETag'] },
    },
    refusals: [...whenTakingSeats, 'too-many-holds', ...whenWriting],
  }),
  listBookings: operation<{ query: ListBookingsQuery }>({
    method: 'get',
    path: '/bookings',
    tag,
    summary: 'List your bookings, the newest first',
    description: 'Returns only bookings of the account that the access token belongs to.',
    caller: 'traveller',
    query: Joi.object<ListBookingsQuery, true>({
      status: bookingStatus.description('Return only bookings with this status.'),
      ...pageQuery,
    }),
    answers: {
      200: {
        description: 'Your bookings.',
        schema: pageOf('BookingList', booking),
        example: { data: [exampleConfirmedBooking], next: null },
      },
    },
    refusals: [],
  }),
  viewBooking: operation<{ params: BookingParams }>({
    method: 'get',
    path: '/bookings/{id}',
    tag,
    summary: 'Get a booking',
    description: "Another account's booking is 404.",
    caller: 'traveller',
    params,
    answers: { 200: { description: 'The booking.', schema: booking, headers: ['ETag'] } },
    refusals: ['not-found'],
  }),
  changeBooking: operation<{ params: BookingParams; body: ItineraryBody }>({
    method: 'put',
    path: '/bookings/{id}',
    tag,
    summary: 'Change flights, seats or passengers',
    description:
      'The body replaces the whole booking. A held booking swaps its seats in one step and keeps its `expiresAt`.\n\n' +
      'In a confirmed booking, kept seats keep their price, new seats cost what they cost today, and removed seats are ' +
      'refunded by the share that cancelling would refund now. If nothing is left to pay, the change takes effect at once ' +
      'and the difference is refunded. Otherwise the booking gets a `pendingChange`: pay it with ' +
      '`POST /payment/simulate` before it lapses. A seat that is already held unpaid keeps its first expiry, and a pending ' +
      'change lapses with the first of its seats.\n\n' +
      'With `cabin`, passengers who stay (matched by name and type, then by position) keep their seats while these fit the ' +
      'preference, and new passengers get seats near them. Sending what the booking already is changes nothing and drops ' +
      'a pending change.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    ifMatch: true,
    params,
    body: itineraryBody,
    bodyRule: seatForEachPassenger,
    answers: { 200: { description: 'The booking.', schema: booking, headers: ['ETag'] } },
    refusals: [...whenTakingSeats, 'too-many-holds', ...whenChanging, ...whenWriting],
  }),
  quoteChange: operation<{ params: BookingParams; body: ItineraryBody }>({
    method: 'post',
    path: '/bookings/{id}/quote',
    tag,
    summary: 'Quote a change',
    description:
      'Returns what `PUT /bookings/{id}` with the same body would cost. Holds nothing and changes nothing. An ' +
      '`Idempotency-Key` is validated but not used: every request computes a new quote.',
    caller: 'traveller',
    idempotencyKey: 'unkept',
    ifMatch: true,
    params,
    body: itineraryBody,
    bodyRule: seatForEachPassenger,
    answers: { 200: { description: 'The quote.', schema: changeQuote } },
    // A quote may store the facts of a flight that was never booked before, so its outcome can be unknown.
    refusals: [...whenTakingSeats, 'too-many-holds', ...whenChanging, 'outcome-unknown'],
  }),
  extendHold: operation<{ params: BookingParams; body: object }>({
    method: 'post',
    path: '/bookings/{id}/extend',
    tag,
    summary: 'Extend a hold',
    description:
      'Gives more time to pay. A held booking gets a later `expiresAt`: as long after now as a hold lasts, but at most ' +
      '`HOLD_MAX_SECONDS` (1,800 by default) after the booking was made, whichever seats it has held since. The ' +
      '`pendingChange` of a confirmed booking gets a later `expiresAt` in the same way, counted from the first hold of ' +
      'its seats. A hold that cannot last longer is rejected with `hold-not-extendable`.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    ifMatch: true,
    params,
    body: noFields,
    isBodyOptional: true,
    answers: {
      200: { description: 'The booking with its new `expiresAt`.', schema: booking, headers: ['ETag'] },
    },
    refusals: [
      'not-found',
      'hold-not-extendable',
      'payment-in-progress',
      'hold-expired',
      'flight-departed',
      'flight-cancelled',
      'stale-version',
      ...whenWriting,
    ],
  }),
  cancelBooking: operation<{ params: BookingParams }>({
    method: 'delete',
    path: '/bookings/{id}',
    tag,
    summary: 'Cancel a booking',
    description:
      'Refunds the full price of its seats until 24 hours before the first departure, half of it until departure, and ' +
      'nothing after that. The lowest share that applied at any change since confirmation counts. Half is rounded up over ' +
      'all seats that left the booking at half price, so that cancelling in steps refunds as much as cancelling at once. ' +
      'A flight that the airline cancelled or moved by more than an hour is refunded in full. Idempotent: cancelling ' +
      'again returns the same booking.',
    caller: 'traveller',
    idempotencyKey: 'optional',
    ifMatch: true,
    params,
    answers: {
      200: { description: 'The booking is cancelled.', schema: cancelledBooking, headers: ['ETag'] },
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
