import { cancelled } from '../../domain/booking-lifecycle.js';
import { refuseUnlessCancellable } from '../../domain/booking-rules.js';
import { flightIdsOf, type Booking, type FlightsById } from '../../domain/booking.js';
import { refundOffer } from '../../domain/cancellation-policy.js';
import type { RefundPolicy } from '../../domain/refund-terms.js';
import type { Instant } from '../../domain/instant.js';
import type { Money } from '../../domain/money.js';
import type { Ids } from './ports.js';
import { bookingView, type BookingView } from './support/booking-view.js';
import { seatsOfBooking } from './support/change-plan.js';
import type { KeyedUnits, Reply } from './support/keyed-units.js';
import { lockBooking, refuseStale, type VersionCondition } from './support/locked-booking.js';
import { addRefund } from './support/refunds.js';
import { moveSeats } from './support/seat-moves.js';
import { selectionsFor } from './support/seat-picking.js';
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

/** Cancels a booking: all of its seats are free again, and by policy its money goes back. Twice is as good as once. */
export class CancelBooking {
  constructor(
    private readonly units: KeyedUnits,
    private readonly ids: Ids,
  ) {}

  async execute(request: CancelBookingRequest): Promise<Reply<CancelledBookingView>> {
    return await this.units.run(request.key, (stores) => this.cancel(stores, request));
  }

  private async cancel(stores: Stores, request: CancelBookingRequest): Promise<CancelledBookingView> {
    const { booking, records } = await lockBooking(stores, request, (seats) => selectionsFor([], seats));
    const now = await stores.now();
    const flights = await stores.flights.find(flightIdsOf(booking));
    refuseStale(booking, request.ifMatch);
    if (booking.status === 'cancelled') return cancelledView(booking, flights, now);
    refuseUnlessCancellable(booking, flights, now);
    const offer = refundOffer(booking, flights, now);
    const after = cancelled(booking, offer, now);
    await stores.seats.write(moveSeats(records, booking.id, { release: seatsOfBooking(booking) }));
    const { requestId } = request;
    const { givenUp } = offer;
    const entry = { event: 'cancelled', actor: 'traveller', at: now, requestId, givenUp } as const;
    await stores.bookings.update([{ before: booking, after, entry }]);
    await addRefund(stores, this.ids, { bookingId: booking.id, refund: offer.refund, now });
    return cancelledView(after, flights, now);
  }
}

function cancelledView(booking: Booking, flights: FlightsById, now: Instant): CancelledBookingView {
  const view = bookingView(booking, flights, now);
  return { ...view, refund: { ...view.cancellation.refund, policy: view.cancellation.policy } };
}
