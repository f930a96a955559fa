import ical, { ICalEventStatus, type ICalEventData } from 'ical-generator';
import type { ConfirmedBooking } from '../../application/booking/ports.js';
import { factsOf, type BookedFlight, type Booking } from '../../domain/booking/booking.js';
import type { AirportName, FlightFacts, Moment } from '../../domain/flight/flight.js';

/** Names this program in the calendars that it makes (RFC 5545, section 3.7.3). */
const PRODUCT = '-//Holdfast//Itinerary//EN';

/**
 * The flights of a booking in iCalendar (RFC 5545), one event each, with times in UTC. A flight's `UID` stays the same
 * and its `SEQUENCE` is the booking's version, so that a calendar replaces the event when the booking changes.
 */
export function calendarText({ booking, flights }: ConfirmedBooking): string {
  const events = booking.flights.map((booked) => eventOf(booking, booked, factsOf(flights, booked.flightId)));
  return ical({ prodId: PRODUCT, events }).toString();
}

function eventOf(booking: Booking, booked: BookedFlight, flight: FlightFacts): ICalEventData {
  const changed = new Date(booking.updatedAt);
  return {
    id: `${booking.id}.${booked.flightId}@holdfast`,
    sequence: booking.version,
    stamp: changed,
    lastModified: changed,
    start: new Date(flight.departure.at),
    end: new Date(flight.arrival.at),
    summary: `${flight.flightNumber} ${flight.origin.city} – ${flight.destination.city}`,
    location: placeOf(flight.origin),
    description: descriptionOf(booking, booked, flight),
    status: flight.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  };
}

function descriptionOf(booking: Booking, booked: BookedFlight, flight: FlightFacts): string {
  const seats = booked.seats.map(({ seat, passenger, cabin }) => {
    const { givenName, familyName } = booking.passengers[passenger] ?? {};
    const name = [givenName, familyName].filter((part) => part !== undefined).join(' ');
    return `${seat} (${cabin}): ${name}`;
  });
  return [
    ...(flight.status === 'cancelled' ? ['The airline cancelled this flight.'] : []),
    `Record locator: ${booking.reference}`,
    `Departs ${placeOf(flight.origin)}: ${timeOf(flight.departure)}`,
    `Arrives ${placeOf(flight.destination)}: ${timeOf(flight.arrival)}`,
    ...seats,
  ].join('\n');
}

function placeOf({ city, code }: AirportName): string {
  return `${city} (${code})`;
}

/** The local date and time with its zone: `2027-01-15 08:25 Europe/London`. */
function timeOf({ local, timeZone }: Moment): string {
  return `${local.slice(0, 16).replace('T', ' ')} ${timeZone}`;
}
