import Joi from 'joi';
import type { BookedFlightView, BookingView } from '../../../application/booking/views/booking-view.js';
import { MOST_FLIGHTS, MOST_PASSENGERS, type Passenger } from '../../../domain/booking.js';
import type { Cabin } from '../../../domain/cabin.js';
import { REFUND_POLICIES } from '../../../domain/refund-terms.js';
import { SEAT_PREFERENCES, type SeatPreference } from '../../../domain/seat-choice.js';
import type { InputError } from '../../../domain/refusal.js';
import {
  airportName,
  cabin,
  identifier,
  moment,
  money,
  passengerName,
  seatNumber,
  text,
  timestamp,
} from './common-schemas.js';
import type { Wire } from './wire.js';

/** A flight in the body: the seats themselves, or a cabin in which the service chooses. */
export interface FlightWishBody {
  readonly flightId: string;
  readonly seats?: readonly string[];
  readonly cabin?: Cabin;
  readonly preference?: SeatPreference;
}

export interface ItineraryBody {
  readonly flights: readonly FlightWishBody[];
  readonly passengers: readonly Passenger[];
}

export const passenger = Joi.object<Passenger, true>({
  givenName: passengerName,
  familyName: passengerName.required(),
  type: Joi.string().valid('adult', 'child').required(),
});

export const flightWish = Joi.object<Wire<FlightWishBody>, true>({
  flightId: identifier.required(),
  seats: Joi.array().items(seatNumber).min(1).max(MOST_PASSENGERS).unique(),
  cabin,
  preference: Joi.string().valid(...SEAT_PREFERENCES),
})
  .xor('seats', 'cabin')
  .with('preference', 'cabin');

export const itineraryBody = Joi.object<Wire<ItineraryBody>, true>({
  flights: Joi.array().items(flightWish).min(1).max(MOST_FLIGHTS).unique('flightId').required(),
  passengers: Joi.array().items(passenger).min(1).max(MOST_PASSENGERS).required(),
});

/** Every passenger has one seat on every flight. */
export function seatForEachPassenger({ flights, passengers }: ItineraryBody): InputError[] {
  return flights.flatMap(({ seats }, index) =>
    seats === undefined || seats.length === passengers.length
      ? []
      : [
          {
            pointer: `/flights/${index}/seats`,
            detail: `must be ${passengers.length} seats, one for each passenger`,
          },
        ],
  );
}

export const bookedFlight = Joi.object<Wire<BookedFlightView>, true>({
  flightId: text.required(),
  flightNumber: text.required(),
  status: Joi.string().valid('scheduled', 'cancelled').required(),
  origin: airportName.required(),
  destination: airportName.required(),
  departure: moment.required(),
  arrival: moment.required(),
  seats: Joi.array()
    .items(
      Joi.object({
        seat: seatNumber.required(),
        passenger: Joi.number().integer().min(0).required(),
        cabin: cabin.required(),
        price: money.required(),
      }),
    )
    .required(),
});

const itinerary = {
  flights: Joi.array().items(bookedFlight).required(),
  passengers: Joi.array().items(passenger).required(),
};

const pendingChange = Joi.object({
  ...itinerary,
  amountDue: money.required(),
  expiresAt: timestamp.required(),
});

const refundPolicy = Joi.string().valid(...REFUND_POLICIES);

const bookingFields = {
  id: text.required(),
  reference: Joi.string()
    .pattern(/^[A-HJ-NP-Z2-9]{6}$/, 'a record locator')
    .required(),
  status: Joi.string().valid('held', 'confirmed', 'cancelled', 'expired').required(),
  expiresAt: timestamp.allow(null).required(),
  expiresInSeconds: Joi.number().integer().min(0).allow(null).required(),
  ...itinerary,
  total: money.required(),
  paid: money.required(),
  refunded: money.required(),
  feesKept: money.required(),
  pendingChange: pendingChange.allow(null).required(),
  cancellation: Joi.object({
    refund: money.required(),
    until: timestamp.allow(null).required(),
    policy: refundPolicy.required(),
  }).required(),
  version: Joi.number().integer().min(1).required(),
  createdAt: timestamp.required(),
  updatedAt: timestamp.required(),
  actions: Joi.array()
    .items(Joi.string().valid('pay', 'update', 'cancel'))
    .required(),
};

export const booking = Joi.object<Wire<BookingView>, true>(bookingFields);

export const cancelledBooking = Joi.object({
  ...bookingFields,
  refund: Joi.object({
    amount: Joi.number().integer().min(0).required(),
    currency: text.required(),
    policy: refundPolicy.required(),
  }).required(),
});

export const changeQuote = Joi.object({
  total: money.required(),
  amountDue: money.required(),
  refund: money.required(),
  fee: money.required(),
});
