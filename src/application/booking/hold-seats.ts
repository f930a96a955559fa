import type { Booking } from '../../domain/booking/booking.js';
import type { LogEntry } from '../../domain/booking/events.js';
import type { BookingSettings, Ids } from './ports.js';
import type { Alternatives } from './shared/alternatives.js';
import { bookingView, type BookingView } from './views/booking-view.js';
import type { FlightFactsProvider } from './shared/flight-facts-provider.js';
import type { WantedItinerary } from '../../domain/booking/change-plan.js';
import { decideHold } from '../../domain/booking/hold.js';
import type { IdempotentUnits, Reply } from './shared/idempotent-units.js';
import type { ContendedSeatCheck } from './shared/contended-seat-check.js';
import { selectionsFor } from './shared/seat-selections.js';
import type { RequestKey, SeatSelection, Stores } from './unit-of-work.js';

export interface HoldSeatsRequest extends WantedItinerary {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey | null;
}

/** How many references are tried at most. One in thousands is already taken, so that eight in a row never are. */
const REFERENCE_DRAWS = 8;

/**
 * Holds seats on one flight or several, all of them or none, for the time that a traveller has to pay.
 * Of any number of requests for one seat, one gets it; the others are rejected with `seat-unavailable`.
 */
export class HoldSeats {
  constructor(
    private readonly units: IdempotentUnits,
    private readonly directory: FlightFactsProvider,
    private readonly alternatives: Alternatives,
    private readonly contendedSeats: ContendedSeatCheck,
    private readonly ids: Ids,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: HoldSeatsRequest): Promise<Reply<BookingView>> {
    const flightIds = request.flights.map(({ flightId }) => flightId);
    const earlier = await this.directory.ensureStoredUnless(flightIds, () =>
      this.units.storedReply<BookingView>(request.key),
    );
    if (earlier !== null) return earlier;

    const id = this.ids.uuid();
    const selections = selectionsFor(request.flights);
    const hold = (stores: Stores) => this.hold(stores, id, request, selections);
    const check = (stores: Stores, key: RequestKey) => this.contendedSeats.refuse(stores, key, request);
    try {
      const plan = { travellerId: request.travellerId, seats: selections };
      return await this.units.run(request.key, hold, { check, plan });
    } catch (error) {
      throw await this.alternatives.explain(error, request);
    }
  }

  private async hold(
    stores: Stores,
    id: string,
    request: HoldSeatsRequest,
    selections: readonly SeatSelection[],
  ): Promise<BookingView> {
    await stores.travellers.lock(request.travellerId);
    const records = await stores.seats.lock(selections);
    const now = await stores.now();
    const flights = await stores.flights.find(request.flights.map(({ flightId }) => flightId));
    const held = await stores.seats.heldBy(request.travellerId, now);

    const wanted = { ...request, id, reference: this.ids.reference() };
    const { booking, seats } = decideHold(wanted, { records, flights, held, now }, this.settings);

    const entry = { event: 'held', actor: 'traveller', at: now, requestId: request.requestId } as const;
    const inserted = await this.insert(stores, booking, entry);
    await stores.seats.write(seats);

    return bookingView(inserted, flights, now);
  }

  private async insert(stores: Stores, booking: Booking, entry: LogEntry): Promise<Booking> {
    let named = booking;
    for (let draw = 0; draw < REFERENCE_DRAWS; draw += 1) {
      if (await stores.bookings.insert(named, entry)) return named;
      named = { ...named, reference: this.ids.reference() };
    }
    throw new Error(`${REFERENCE_DRAWS} references in a row were taken`);
  }
}
