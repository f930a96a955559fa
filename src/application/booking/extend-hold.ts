import { flightIdsOf } from '../../domain/booking/booking.js';
import { decideExtension } from '../../domain/booking/extension.js';
import type { BookingSettings, Ids } from './ports.js';
import type { IdempotentUnits, Reply } from './shared/idempotent-units.js';
import { lockBooking, rejectStale, type VersionCondition } from './shared/locked-booking.js';
import { selectionsFor } from './shared/seat-selections.js';
import { writeDecision } from './shared/write-decision.js';
import type { RequestKey, Stores } from './unit-of-work.js';
import { bookingView, type BookingView } from './views/booking-view.js';

export interface ExtendHoldRequest {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey | null;
  readonly bookingId: string;
  readonly ifMatch: VersionCondition;
}

/**
 * Gives a traveller more time to pay: a hold, or the seats of a pending change, then lapses `holdSeconds` from now, but
 * at most `holdSecondsMax` after the first hold.
 */
export class ExtendHold {
  constructor(
    private readonly units: IdempotentUnits,
    private readonly ids: Ids,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: ExtendHoldRequest): Promise<Reply<BookingView>> {
    return await this.units.run(request.key, (stores) => this.extend(stores, request));
  }

  private async extend(stores: Stores, request: ExtendHoldRequest): Promise<BookingView> {
    // A hold of the same traveller must not count these seats as lapsed while they get more time.
    await stores.travellers.lock(request.travellerId);
    const { booking, records } = await lockBooking(stores, request, (seats) => selectionsFor([], seats));
    rejectStale(booking, request.ifMatch);
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));

    const decision = decideExtension(booking, { records, flights, now }, this.settings);
    if (decision === null) return bookingView(booking, flights, now);

    const cause = { actor: 'traveller', requestId: request.requestId, now } as const;
    await writeDecision(stores, this.ids, booking, decision, cause);

    return bookingView(decision.after, flights, now);
  }
}
