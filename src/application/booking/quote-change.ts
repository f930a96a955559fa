import { notFound } from '../../domain/refusal.js';
import type { Money } from '../../domain/money.js';
import type { BookingReads, BookingSettings } from './ports.js';
import type { Alternatives } from './support/alternatives.js';
import { planChange, seatsOfBooking, seatsToHold, type WantedItinerary } from './support/change-plan.js';
import type { FlightDirectory } from './support/flight-directory.js';
import { heldByOthers, refuseTooManyHolds } from './support/hold-limits.js';
import { refuseStale, type VersionCondition } from './support/locked-booking.js';

export interface QuoteChangeRequest extends WantedItinerary {
  readonly travellerId: string;
  readonly bookingId: string;
  readonly ifMatch: VersionCondition;
}

export interface ChangeQuote {
  /** What the booking would cost in all. */
  readonly total: Money;
  readonly amountDue: Money;
  readonly refund: Money;
  /** What the cancellation policy keeps of the price of seats that leave the booking. */
  readonly fee: Money;
}

/** Says what a change would cost now, by the same decisions as the change itself; holds nothing. */
export class QuoteChange {
  constructor(
    private readonly reads: BookingReads,
    private readonly directory: FlightDirectory,
    private readonly alternatives: Alternatives,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: QuoteChangeRequest): Promise<ChangeQuote> {
    const stored = await this.reads.booking(request.bookingId);
    const [booking] = stored.bookings;
    if (booking?.travellerId !== request.travellerId) throw notFound('booking');
    await this.directory.ensureStored(request.flights.map(({ flightId }) => flightId));
    refuseStale(booking, request.ifMatch);
    const flightIds = new Set(
      [...seatsOfBooking(booking), ...request.flights].map(({ flightId }) => flightId),
    );
    const maps = await Promise.all([...flightIds].map((flightId) => this.reads.seatMap(flightId)));
    const known = maps.filter((map) => map !== null);
    const flights = new Map(known.map(({ facts }) => [facts.flightId, facts]));
    const records = known.flatMap(({ seats }) => seats);
    const held = await this.reads.heldBy(booking.travellerId);
    const { total, amountDue, refund, fee } = await this.alternatives.offeredFor(request, async () => {
      const plan = planChange(booking, request, { records, flights, now: stored.now });
      refuseTooManyHolds(heldByOthers(held, booking), seatsToHold(plan), this.settings);
      return plan;
    });
    return { total, amountDue, refund, fee };
  }
}
