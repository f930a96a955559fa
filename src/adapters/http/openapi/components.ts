import type Joi from 'joi';
import { session, user } from '../contract/account-operations.js';
import { cabinSection } from '../contract/airline-operations.js';
import {
  bookedFlight,
  booking,
  cancelledBooking,
  changeQuote,
  flightWish,
  itineraryBody,
  passenger,
} from '../contract/booking-schemas.js';
import {
  aircraft,
  airport,
  fareCalendar,
  flight,
  itinerary,
  namedCode,
} from '../contract/catalogue-schemas.js';
import { airportName, moment, money } from '../contract/common-schemas.js';
import { payment, receipt } from '../contract/payment-operations.js';
import { seatMap } from '../contract/seat-operations.js';

/** The schemas that have a name of their own in the document. */
export const COMPONENTS: Readonly<Record<string, Joi.Schema>> = {
  Money: money,
  Moment: moment,
  AirportName: airportName,
  NamedCode: namedCode,
  Airport: airport,
  Aircraft: aircraft,
  CabinSection: cabinSection,
  Flight: flight,
  Itinerary: itinerary,
  FareCalendar: fareCalendar,
  SeatMap: seatMap,
  Passenger: passenger,
  FlightWish: flightWish,
  ItineraryRequest: itineraryBody,
  BookedFlight: bookedFlight,
  Booking: booking,
  CancelledBooking: cancelledBooking,
  ChangeQuote: changeQuote,
  Payment: payment,
  PaymentReceipt: receipt,
  User: user,
  Session: session,
};
