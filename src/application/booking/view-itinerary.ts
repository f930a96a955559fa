import type { BookingReads, TravelDocuments } from './ports.js';
import { confirmedBooking } from './shared/confirmed-booking.js';

/** The flights of a booking as a document for calendars. */
export interface ItineraryDocument {
  /** The record locator of the booking. */
  readonly reference: string;
  /** iCalendar (RFC 5545), with one event for each flight. */
  readonly calendar: string;
}

/**
 * Returns the flights of one of a traveller's confirmed bookings for a calendar. Flights that the airline cancelled are
 * cancelled events, so that calendars that have them show it. Throws Refusal `not-found`, `booking-not-confirmed`.
 */
export class ViewItinerary {
  constructor(
    private readonly reads: BookingReads,
    private readonly documents: TravelDocuments,
  ) {}

  async execute(request: {
    readonly travellerId: string;
    readonly bookingId: string;
  }): Promise<ItineraryDocument> {
    const confirmed = await confirmedBooking(this.reads, request);
    const calendar = await this.documents.calendar(confirmed);
    return { reference: confirmed.booking.reference, calendar };
  }
}
