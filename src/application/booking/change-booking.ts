import { flightIdsOf } from '../../domain/booking/booking.js';
import { decideChange } from '../../domain/booking/change.js';
import type { WantedItinerary } from '../../domain/booking/change-plan.js';
import type { BookingSettings, Ids } from './ports.js';
import type { Alternatives } from './shared/alternatives.js';
import type { FlightFactsProvider } from './shared/flight-facts-provider.js';
import type { IdempotentUnits, Reply } from './shared/idempotent-units.js';
import { lockBooking, rejectStale, type VersionCondition } from './shared/locked-booking.js';
import { selectionsFor } from './shared/seat-selections.js';
import { writeDecision } from './shared/write-decision.js';
import type { RequestKey, Stores } from './unit-of-work.js';
import { bookingView, type BookingView } from './views/booking-view.js';

export interface ChangeBookingRequest extends WantedItinerary {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey | null;
  readonly bookingId: string;
  readonly ifMatch: VersionCondition;
}

/**
 * Gives a booking other flights, seats or passengers: all of the new seats or none. A hold swaps its seats and keeps
 * its expiry. A confirmed booking gets a refund by the cancellation policy for seats that leave it and pays today's
 * fare for new ones. It changes at once if nothing is due; otherwise it holds the new seats beside the old ones until
 * the amount due is paid.
 */
export class ChangeBooking {
  constructor(
    private readonly units: IdempotentUnits,
    private readonly directory: FlightFactsProvider,
    private readonly alternatives: Alternatives,
    private readonly ids: Ids,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: ChangeBookingRequest): Promise<Reply<BookingView>> {
    const flightIds = request.flights.map(({ flightId }) => flightId);
    const earlier = await this.directory.ensureStoredUnless(flightIds, () =>
      this.units.storedReply<BookingView>(request.key),
    );
    if (earlier !== null) return earlier;

    try {
      return await this.units.run(request.key, (stores) => this.change(stores, request));
    } catch (error) {
      throw await this.alternatives.explain(error, request);
    }
  }

  private async change(stores: Stores, request: ChangeBookingRequest): Promise<BookingView> {
    await stores.travellers.lock(request.travellerId);
    const { booking, records } = await lockBooking(stores, request, (seats) =>
      selectionsFor(request.flights, seats),
    );
    rejectStale(booking, request.ifMatch);
    const now = await stores.now();
    const wanted = request.flights.map(({ flightId }) => flightId);
    const flights = await stores.flights.find([...flightIdsOf(booking), ...wanted]);
    const held = await stores.seats.heldBy(booking.travellerId, now);

    const decision = decideChange(booking, request, { records, flights, held, now }, this.settings);
    if (decision === null) return bookingView(booking, flights, now);

    const cause = { actor: 'traveller', requestId: request.requestId, now } as const;
    await writeDecision(stores, this.ids, booking, decision, cause);

    return bookingView(decision.after, flights, now);
  }
}
