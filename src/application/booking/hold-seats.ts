import { newHold } from '../../domain/booking-lifecycle.js';
import { bookItinerary } from '../../domain/booking-change.js';
import { seatRefsOf, type Booking, type BookedItinerary } from '../../domain/booking.js';
import { SECOND, type Instant } from '../../domain/instant.js';
import type { BookingSettings, Ids } from './ports.js';
import type { Alternatives } from './support/alternatives.js';
import { bookingView, type BookingView } from './support/booking-view.js';
import type { FlightDirectory } from './support/flight-directory.js';
import { pickForHold, type WantedHold } from './support/hold-decision.js';
import type { KeyedUnits, Reply } from './support/keyed-units.js';
import type { LateComers } from './support/late-comers.js';
import { moveSeats } from './support/seat-moves.js';
import { selectionsFor } from './support/seat-picking.js';
import type { RequestKey, Stores } from './unit-of-work.js';

export interface HoldSeatsRequest extends WantedHold {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey | null;
}

/** How often a new reference is drawn when the first is taken; each draw fails once in thousands of times. */
const REFERENCE_DRAWS = 8;

/**
 * Holds seats on one flight or several, all of them or none, for the time that a traveller has to pay.
 * Of any number of requests for one seat, one gets it; the others are refused with `seat-unavailable`.
 */
export class HoldSeats {
  constructor(
    private readonly units: KeyedUnits,
    private readonly directory: FlightDirectory,
    private readonly alternatives: Alternatives,
    private readonly lateComers: LateComers,
    private readonly ids: Ids,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: HoldSeatsRequest): Promise<Reply<BookingView>> {
    const flightIds = request.flights.map(({ flightId }) => flightId);
    if (!this.directory.remembers(flightIds)) {
      const earlier = await this.units.peek<BookingView>(request.key);
      if (earlier !== null) return earlier;
      await this.directory.ensureStored(flightIds);
    }
    const id = this.ids.uuid();
    return await this.alternatives.offeredFor(request, () =>
      this.units.run(
        request.key,
        (stores) => this.hold(stores, id, request),
        (stores, key) => this.lateComers.refuse(stores, key, request),
      ),
    );
  }

  private async hold(stores: Stores, id: string, request: HoldSeatsRequest): Promise<BookingView> {
    await stores.travellers.lock(request.travellerId);
    const records = await stores.seats.lock(selectionsFor(request.flights));
    const now = await stores.now();
    const flights = await stores.flights.find(request.flights.map(({ flightId }) => flightId));
    const held = await stores.seats.heldBy(request.travellerId, now);
    const picked = pickForHold(request, { records, flights, held, now }, this.settings);
    const itinerary = bookItinerary(picked, request.passengers, flights);
    const until = now + this.settings.holdSeconds * SECOND;
    const booking = await this.insert(stores, { id, itinerary, until, now }, request);
    const seats = seatRefsOf(booking);
    await stores.seats.write(moveSeats(records, id, { hold: { seats, until, now } }));
    return bookingView(booking, flights, now);
  }

  private async insert(
    stores: Stores,
    { id, itinerary, until, now }: { id: string; itinerary: BookedItinerary; until: Instant; now: Instant },
    { travellerId, requestId }: HoldSeatsRequest,
  ): Promise<Booking> {
    const entry = { event: 'held', actor: 'traveller', at: now, requestId } as const;
    for (let draw = 0; draw < REFERENCE_DRAWS; draw += 1) {
      const reference = this.ids.reference();
      const currency = this.settings.currency;
      const hold = { id, reference, travellerId, itinerary, currency, expiresAt: until };
      const booking = newHold(hold, now);
      if (await stores.bookings.insert(booking, entry)) return booking;
    }
    throw new Error(`${REFERENCE_DRAWS} references in a row were taken`);
  }
}
