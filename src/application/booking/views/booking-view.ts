import {
  factsOf,
  pendingChangeAt,
  statusAt,
  totalOf,
  type BookedFlight,
  type BookedItinerary,
  type Booking,
  type BookingStatus,
  type FlightsById,
  type Passenger,
} from '../../../domain/booking/booking.js';
import { actionsAt, type BookingAction } from '../../../domain/booking/rules.js';
import type { Cabin } from '../../../domain/flight/cabin.js';
import { refundOffer } from '../../../domain/booking/cancellation-policy.js';
import type { RefundPolicy } from '../../../domain/booking/refund-terms.js';
import type { AirportName, FlightStatus } from '../../../domain/flight/flight.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import type { Money } from '../../../domain/shared/money.js';
import { momentView, timestamp, type MomentView } from '../../shared/moment-view.js';

export interface BookedFlightView {
  readonly flightId: string;
  readonly flightNumber: string;
  readonly status: FlightStatus;
  readonly origin: AirportName;
  readonly destination: AirportName;
  readonly departure: MomentView;
  readonly arrival: MomentView;
  readonly seats: readonly {
    readonly seat: string;
    readonly passenger: number;
    readonly cabin: Cabin;
    readonly price: Money;
  }[];
}

export interface ItineraryView {
  readonly flights: readonly BookedFlightView[];
  readonly passengers: readonly Passenger[];
}

/** The state of a booking at one moment, for its traveller. */
export interface BookingView extends ItineraryView {
  readonly id: string;
  readonly reference: string;
  readonly status: BookingStatus;
  readonly expiresAt: string | null;
  /** Whole seconds until `expiresAt`, for clients that do not trust their clock; 0 once lapsed. */
  readonly expiresInSeconds: number | null;
  readonly total: Money;
  readonly paid: Money;
  readonly refunded: Money;
  /** Cancellation fees for seats that left by changes: `paid` - `refunded` = `total` + `feesKept`. */
  readonly feesKept: Money;
  readonly pendingChange: (ItineraryView & { readonly amountDue: Money; readonly expiresAt: string }) | null;
  readonly cancellation: {
    readonly refund: Money;
    readonly until: string | null;
    readonly policy: RefundPolicy;
  };
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly actions: readonly BookingAction[];
}

export function bookingView(booking: Booking, flights: FlightsById, now: Instant): BookingView {
  const pending = pendingChangeAt(booking, now);
  const { expiresAt } = booking;
  return {
    id: booking.id,
    reference: booking.reference,
    status: statusAt(booking, now),
    expiresAt: expiresAt === null ? null : timestamp(expiresAt),
    expiresInSeconds: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / SECOND)),
    ...itineraryView(booking, flights),
    total: totalOf(booking, booking.paid.currency),
    paid: booking.paid,
    refunded: booking.refunded,
    feesKept: booking.feesKept,
    pendingChange:
      pending === null
        ? null
        : {
            ...itineraryView(pending, flights),
            amountDue: pending.amountDue,
            expiresAt: timestamp(pending.expiresAt),
          },
    cancellation: cancellationView(booking, flights, now),
    version: booking.version,
    createdAt: timestamp(booking.createdAt),
    updatedAt: timestamp(booking.updatedAt),
    actions: actionsAt(booking, flights, now),
  };
}

function cancellationView(booking: Booking, flights: FlightsById, now: Instant): BookingView['cancellation'] {
  if (booking.cancellation !== null) return { ...booking.cancellation, until: null };
  const { refund, until, policy } = refundOffer(booking, flights, now);
  return { refund, until: until === null ? null : timestamp(until), policy };
}

function itineraryView(itinerary: BookedItinerary, flights: FlightsById): ItineraryView {
  return {
    flights: itinerary.flights.map((flight) => flightView(flight, flights)),
    passengers: itinerary.passengers.map(({ givenName, familyName, type }) => ({
      ...(givenName === undefined ? {} : { givenName }),
      familyName,
      type,
    })),
  };
}

function flightView(booked: BookedFlight, flights: FlightsById): BookedFlightView {
  const facts = factsOf(flights, booked.flightId);
  return {
    flightId: booked.flightId,
    flightNumber: facts.flightNumber,
    status: facts.status,
    origin: facts.origin,
    destination: facts.destination,
    departure: momentView(facts.departure),
    arrival: momentView(facts.arrival),
    seats: booked.seats.map(({ seat, passenger, cabin, price }) => ({ seat, passenger, cabin, price })),
  };
}
