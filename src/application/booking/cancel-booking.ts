import { flightIdsOf, type Booking, type FlightsById } from '../../domain/booking/booking.js';
import type { RefundPolicy } from '../../domain/booking/refund-terms.js';
import type { Instant } from '../../domain/shared/instant.js';
import type { Money } from '../../domain/shared/money.js';
import { decideCancellation } from '../../domain/booking/cancellation.js';
import type { Ids } from './ports.js';
import { writeDecision } from './shared/write-decision.js';
import { bookingView, type BookingView } from './views/booking-view.js';
import type { IdempotentUnits, Reply } from './shared/idempotent-units.js';
import { lockBooking, rejectStale, type VersionCondition } from './shared/locked-booking.js';
import { selectionsFor } from './shared/seat-selections.js';
import type { RequestKey, Stores } from './unit-of-work.js';

export interface CancelBookingRequest {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey | null;
  readonly bookingId: string;
  readonly ifMatch: VersionCondition;
}

export interface CancelledBookingView extends BookingView {
  readonly refund: Money & { readonly policy: RefundPolicy };
}

/** Cancels a booking: releases all of its seats and refunds it by the cancellation policy. Idempotent. */
export class CancelBooking {
  constructor(
    private readonly units: IdempotentUnits,
    private readonly ids: Ids,
  ) {}

  async execute(request: CancelBookingRequest): Promise<Reply<CancelledBookingView>> {
    return await this.units.run(request.key, (stores) => this.cancel(stores, request));
  }

  private async cancel(stores: Stores, request: CancelBookingRequest): Promise<CancelledBookingView> {
    const { booking, records } = await lockBooking(stores, request, (seats) => selectionsFor([], seats));
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));
    rejectStale(booking, request.ifMatch);
    if (booking.status === 'cancelled') return cancelledView(booking, flights, now);

    const decision = decideCancellation(booking, { records, flights, now });

    const cause = { actor: 'traveller', requestId: request.requestId, now } as const;
    await writeDecision(stores, this.ids, booking, decision, cause);

    return cancelledView(decision.after, flights, now);
  }
}

function cancelledView(booking: Booking, flights: FlightsById, now: Instant): CancelledBookingView {
  const view = bookingView(booking, flights, now);
  return { ...view, refund: { ...view.cancellation.refund, policy: view.cancellation.policy } };
}
