import Joi from 'joi';
import type { BookingParams } from './booking-operations.js';
import { bookingIdentifier } from './common-schemas.js';
import { operation } from './operation.js';

export const PDF_MEDIA_TYPE = 'application/pdf';
export const CALENDAR_MEDIA_TYPE = 'text/calendar';

const params = Joi.object<BookingParams, true>({ id: bookingIdentifier.required() });
const tag = 'Bookings';

export const travelDocumentOperations = {
  viewBoardingPasses: operation<{ params: BookingParams }>({
    method: 'get',
    path: '/bookings/{id}/boarding-pass.pdf',
    tag,
    summary: 'Get the boarding passes of a booking',
    description:
      'A PDF with one page for each passenger and flight of a confirmed booking. Flights that the airline cancelled have ' +
      'none; if all are cancelled, the response is 409 `flight-cancelled`.\n\n' +
      'The Aztec symbol of a page is an IATA Bar Coded Boarding Pass (Resolution 792, version 6). There is no check-in ' +
      'besides paying, so it states that the passenger is checked in, and its sequence number is the place of the seat ' +
      'in the aircraft, counted from the front left. Names in it have the letters A to Z and at most 20 characters: ' +
      'other letters are transliterated one by one, everything else is left out, and given names are shortened before family names. ' +
      'The page shows a name as it was given, if it is in Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew or Arabic ' +
      'letters, and transliterated otherwise.',
    caller: 'traveller',
    params,
    answers: {
      200: {
        description: 'The boarding passes.',
        mediaType: PDF_MEDIA_TYPE,
        text: 'A PDF document, with one A5 page for each passenger and flight.',
        example: '%PDF-1.3 …',
        headers: ['Content-Disposition'],
      },
    },
    refusals: ['not-found', 'booking-not-confirmed', 'flight-cancelled'],
  }),
  viewItinerary: operation<{ params: BookingParams }>({
    method: 'get',
    path: '/bookings/{id}/itinerary.ics',
    tag,
    summary: "Get a booking's flights for a calendar",
    description:
      'The flights of a confirmed booking in iCalendar (RFC 5545), one event each. Times are in UTC. A flight keeps its ' +
      "`UID`, and `SEQUENCE` is the booking's version: importing the document again updates the events. Flights that the " +
      'airline cancelled have `STATUS:CANCELLED`.',
    caller: 'traveller',
    params,
    answers: {
      200: {
        description: 'The calendar.',
        mediaType: CALENDAR_MEDIA_TYPE,
        text: 'An iCalendar object in UTF-8, with one event for each flight.',
        example: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR',
        headers: ['Content-Disposition'],
      },
    },
    refusals: ['not-found', 'booking-not-confirmed'],
  }),
};
