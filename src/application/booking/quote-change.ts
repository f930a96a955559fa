import { notFound } from '../../domain/shared/refusal.js';
import type { Money } from '../../domain/shared/money.js';
import type { BookingReads, BookingSettings } from './ports.js';
import type { Alternatives } from './shared/alternatives.js';
import { seatsOfBooking, type WantedItinerary } from '../../domain/booking/change-plan.js';
import type { FlightFactsProvider } from './shared/flight-facts-provider.js';
import { planWithinLimits } from '../../domain/booking/change.js';
import { rejectStale, type VersionCondition } from './shared/locked-booking.js';

export interface QuoteChangeRequest extends WantedItinerary {
  readonly travellerId: string;
  readonly bookingId: string;
  readonly ifMatch: VersionCondition;
}

export interface ChangeQuote {
  /** The price of the whole booking after the change. */
  readonly total: Money;
  readonly amountDue: Money;
  readonly refund: Money;
  /** The share of the price of leaving seats that the cancellation policy does not refund. */
  readonly fee: Money;
}

/** Returns what a change would cost or refund now, by the same decisions as the change itself. Changes nothing. */
export class QuoteChange {
  constructor(
    private readonly reads: BookingReads,
    private readonly directory: FlightFactsProvider,
    private readonly alternatives: Alternatives,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: QuoteChangeRequest): Promise<ChangeQuote> {
    const stored = await this.reads.booking(request.bookingId);
    const [booking] = stored.bookings;
    if (booking?.travellerId !== request.travellerId) throw notFound('booking');
    await this.directory.ensureStored(request.flights.map(({ flightId }) => flightId));
    rejectStale(booking, request.ifMatch);
    const flightIds = new Set(
      [...seatsOfBooking(booking), ...request.flights].map(({ flightId }) => flightId),
    );
    const maps = await Promise.all([...flightIds].map((flightId) => this.reads.seatMap(flightId)));
    const known = maps.filter((map) => map !== null);
    const flights = new Map(known.map(({ facts }) => [facts.flightId, facts]));
    const records = known.flatMap(({ seats }) => seats);
    const held = await this.reads.heldBy(booking.travellerId);

    try {
      const ground = { records, flights, held, now: stored.now };
      const { total, amountDue, refund, fee } = planWithinLimits(booking, request, ground, this.settings);
      return { total, amountDue, refund, fee };
    } catch (error) {
      throw await this.alternatives.explain(error, request);
    }
  }
}
