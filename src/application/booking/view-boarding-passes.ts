import { factsOf, type BookedFlight } from '../../domain/booking/booking.js';
import type { FlightFacts } from '../../domain/flight/flight.js';
import { seatsOf } from '../../domain/flight/seat-layout.js';
import { Refusal } from '../../domain/shared/refusal.js';
import type { BoardingPass, BookingReads, ConfirmedBooking, TravelDocuments } from './ports.js';
import { confirmedBooking } from './shared/confirmed-booking.js';

/** The boarding passes of a booking as a document. */
export interface BoardingPassDocument {
  /** The record locator of the booking. */
  readonly reference: string;
  /** A PDF with one page for each passenger and flight, by flights and then by passengers. */
  readonly pdf: Uint8Array;
}

/**
 * Returns the boarding passes of one of a traveller's confirmed bookings, without those of flights that the airline
 * cancelled. Throws Refusal `not-found`, `booking-not-confirmed`, `flight-cancelled` if all flights are cancelled, and
 * `overloaded` while too many documents are being made.
 */
export class ViewBoardingPasses {
  constructor(
    private readonly reads: BookingReads,
    private readonly documents: TravelDocuments,
  ) {}

  async execute(request: {
    readonly travellerId: string;
    readonly bookingId: string;
  }): Promise<BoardingPassDocument> {
    const confirmed = await confirmedBooking(this.reads, request);
    const passes = passesOf(confirmed);
    if (passes.length === 0) {
      const detail =
        'The airline cancelled all flights of the booking. Change it, or cancel it for a full refund.';
      throw new Refusal('flight-cancelled', detail);
    }
    return { reference: confirmed.booking.reference, pdf: await this.documents.boardingPasses(passes) };
  }
}

function passesOf({ booking, flights }: ConfirmedBooking): BoardingPass[] {
  return booking.flights.flatMap((booked) => {
    const facts = factsOf(flights, booked.flightId);
    if (facts.status === 'cancelled') return [];
    const sequence = sequenceNumbers(facts, booked);
    return booked.seats.map(({ seat, passenger: index, cabin }) => {
      const passenger = booking.passengers[index];
      if (passenger === undefined) throw new Error(`booking ${booking.id} has no passenger ${index}`);
      const { reference } = booking;
      return { reference, passenger, flight: facts, cabin, seat, sequence: sequence(seat) };
    });
  });
}

/**
 * The sequence number of a seat: its place in the aircraft, counted from the front left, from 1. No two passengers of a
 * flight have the same one. A seat that the layout does not have, which only a fault could bring about, throws Error.
 */
function sequenceNumbers({ sections }: FlightFacts, { flightId }: BookedFlight): (seat: string) => number {
  const numbers = new Map(seatsOf(sections).map(({ seat }, index) => [seat, index + 1]));
  return (seat) => {
    const number = numbers.get(seat);
    if (number === undefined) throw new Error(`flight ${flightId} has no seat ${seat}`);
    return number;
  };
}
