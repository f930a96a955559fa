import Joi from 'joi';
import type { BookedFlightView, BookingView } from '../../../application/booking/views/booking-view.js';
import { FLIGHTS_MAX, PASSENGERS_MAX } from '../../../domain/booking/booking.js';
import { REFUND_POLICIES } from '../../../domain/booking/refund-terms.js';
import { exampleBooking, exampleCancelledBooking, exampleFlights } from './booking-examples.js';
import { passenger } from './booking-schemas.js';
import { flightFields, flightStatus } from './flight-schemas.js';
import { bookingIdentifier, cabin, flightIdentifier, seatNumber, timestamp } from './common-schemas.js';
import { dayBeforeDeparture, todayAt } from './example-dates.js';
import { amount, currency, money } from './money-schemas.js';
import { named } from './named-schema.js';
import type { Wire } from './wire.js';

const bookedSeat = named(
  'BookedSeat',
  Joi.object({
    seat: seatNumber.required(),
    passenger: Joi.number()
      .integer()
      .min(0)
      .max(PASSENGERS_MAX - 1)
      .description('The passenger of the seat: the index into `passengers`, from 0.')
      .example(0)
      .required(),
    cabin: cabin.required(),
    price: money.description('The price agreed when the seat was taken. It includes everything.').required(),
  }).description('A seat of a booking, with its passenger and its price.'),
);

const bookedFlight = named(
  'BookedFlight',
  Joi.object<Wire<BookedFlightView>, true>({
    flightId: flightIdentifier.required(),
    flightNumber: flightFields.flightNumber.required(),
    status: flightStatus.required(),
    origin: flightFields.origin.required(),
    destination: flightFields.destination.required(),
    departure: flightFields.departure.required(),
    arrival: flightFields.arrival.required(),
    seats: Joi.array()
      .items(bookedSeat)
      .max(PASSENGERS_MAX)
      .description('One seat for each passenger, in the order of `passengers`.')
      .example(exampleFlights[0]?.seats)
      .required(),
  })
    .description('A flight of a booking, with its current times and the seats taken on it.')
    .example(exampleFlights[0]),
);

const itinerary = {
  flights: Joi.array()
    .items(bookedFlight)
    .max(FLIGHTS_MAX)
    .description(`The flights, at most ${FLIGHTS_MAX}, in the order in which they were requested.`)
    .required(),
  passengers: Joi.array()
    .items(passenger)
    .max(PASSENGERS_MAX)
    .description(`The passengers, at most ${PASSENGERS_MAX}, in the order in which they were requested.`)
    .required(),
};

const pendingChange = named(
  'PendingChange',
  Joi.object({
    ...itinerary,
    amountDue: money.description('What must be paid for the change to take effect.').required(),
    expiresAt: timestamp
      .description('When the change lapses unless it is paid: RFC 3339 in UTC.')
      .example(todayAt('10:05'))
      .required(),
  }).description(
    'A change of a confirmed booking that waits for its payment. Its new seats are held until `expiresAt`.',
  ),
);

export const bookingStatus = named(
  'BookingStatus',
  Joi.string()
    .valid('held', 'confirmed', 'cancelled', 'expired')
    .description(
      '`held`: its seats are reserved until `expiresAt` and unpaid. `confirmed`: paid. `cancelled`: cancelled by its ' +
        'traveller, or, while it was held, by the airline. `expired`: not paid in time, its seats are free again.',
    ),
);

const refundPolicy = named(
  'RefundPolicy',
  Joi.string()
    .valid(...REFUND_POLICIES)
    .description(
      'Why a refund has its amount. `full`: until 24 hours before the first departure. `half`: from then until departure. ' +
        '`none`: after departure. `unpaid`: nothing was paid. `airline-disruption`: the airline cancelled a flight or moved ' +
        'it by more than an hour. `airline-cancellation`: the airline cancelled a flight of a held booking.',
    ),
);

const bookingAction = named(
  'BookingAction',
  Joi.string()
    .valid('pay', 'update', 'cancel')
    .description(
      '`pay`: `POST /payment/simulate`. `update`: `PUT /bookings/{id}`. `cancel`: `DELETE /bookings/{id}`.',
    ),
);

const cancellation = named(
  'CancellationTerms',
  Joi.object({
    refund: money
      .description('What cancelling would refund now; once cancelled, what it refunded.')
      .required(),
    until: timestamp
      .allow(null)
      .description('When these terms end: RFC 3339 in UTC. Null if they do not end.')
      .example(dayBeforeDeparture)
      .required(),
    policy: refundPolicy.required(),
  }).description('What cancelling refunds now, or did refund.'),
);

const bookingFields = {
  id: bookingIdentifier.required(),
  reference: Joi.string()
    .pattern(/^[A-HJ-NP-Z2-9]{6}$/, 'a record locator')
    .description(
      'The record locator that people quote: 6 characters of `A`–`Z` and `2`–`9` without `I` and `O`, which look like digits.',
    )
    .example('K7PWX2')
    .required(),
  status: bookingStatus.required(),
  expiresAt: timestamp
    .allow(null)
    .description('When the hold lapses: RFC 3339 in UTC. Null once the booking is confirmed or cancelled.')
    .example(todayAt('10:05'))
    .required(),
  expiresInSeconds: Joi.number()
    .integer()
    .min(0)
    .allow(null)
    .description('Whole seconds until `expiresAt`, 0 once it has passed; null if `expiresAt` is null.')
    .example(300)
    .required(),
  ...itinerary,
  total: money.description('The sum of the prices of all seats.').required(),
  paid: money.description('Everything that has been captured for this booking.').required(),
  refunded: money.description('Everything that has been refunded, including pending refunds.').required(),
  feesKept: money
    .description('Cancellation fees kept for seats that left the booking by changes.')
    .required(),
  pendingChange: pendingChange
    .allow(null)
    .description('The change that waits for its payment; null if there is none.')
    .example(null)
    .required(),
  cancellation: cancellation.required(),
  version: Joi.number()
    .integer()
    .min(1)
    .description(
      'The number of the current version, from 1. Every change adds 1; a lapse does not. Also the `ETag`.',
    )
    .example(1)
    .required(),
  createdAt: timestamp
    .description('When the booking was made: RFC 3339 in UTC.')
    .example(todayAt('10:00'))
    .required(),
  updatedAt: timestamp
    .description('When the booking last changed: RFC 3339 in UTC.')
    .example(todayAt('10:00'))
    .required(),
  actions: Joi.array()
    .items(bookingAction)
    .description('What the traveller can do with the booking now.')
    .example(['pay', 'update', 'cancel'])
    .required(),
};

export const booking = named(
  'Booking',
  Joi.object<Wire<BookingView>, true>(bookingFields)
    .description('A booking as its traveller sees it now.')
    .example(exampleBooking),
);

const refund = named(
  'CancellationRefund',
  Joi.object({
    amount: amount.required(),
    currency: currency.required(),
    policy: refundPolicy.required(),
  }).description('What cancelling the booking refunded, and why.'),
);

export const cancelledBooking = named(
  'CancelledBooking',
  Joi.object({ ...bookingFields, refund: refund.required() })
    .description('A cancelled booking, with its refund.')
    .example(exampleCancelledBooking),
);
