import {
  withNewItinerary,
  withoutPendingChange,
  withPendingChange,
  withSwappedSeats,
} from '../../domain/booking-lifecycle.js';
import { isSameSeating, seatsOnlyIn } from '../../domain/booking-change.js';
import { flightIdsOf, pendingChangeAt, type Booking } from '../../domain/booking.js';
import type { Instant } from '../../domain/instant.js';
import type { Money } from '../../domain/money.js';
import type { GivenUpSeats } from '../../domain/refund-terms.js';
import { seatsWithout, type SeatRecord } from '../../domain/seat.js';
import type { BookingSettings, Ids } from './ports.js';
import type { Alternatives } from './support/alternatives.js';
import { bookingView, type BookingView } from './support/booking-view.js';
import {
  expiryOfPending,
  planChange,
  seatsOfPendingChange,
  seatsToHold,
  type ChangeGround,
  type ChangePlan,
  type WantedItinerary,
} from './support/change-plan.js';
import type { FlightDirectory } from './support/flight-directory.js';
import { heldByOthers, refuseTooManyHolds } from './support/hold-limits.js';
import type { KeyedUnits, Reply } from './support/keyed-units.js';
import { lockBooking, refuseStale, type VersionCondition } from './support/locked-booking.js';
import { addRefund } from './support/refunds.js';
import { moveSeats, type SeatMoves } from './support/seat-moves.js';
import { selectionsFor } from './support/seat-picking.js';
import type { BookingEvent, RequestKey, Stores } from './unit-of-work.js';

export interface ChangeBookingRequest extends WantedItinerary {
  readonly travellerId: string;
  readonly requestId: string;
  readonly key: RequestKey | null;
  readonly bookingId: string;
  readonly ifMatch: VersionCondition;
}

/** What one kind of change makes of the booking and its seats. */
interface Outcome {
  readonly event: BookingEvent;
  readonly after: Booking;
  readonly moves: SeatMoves;
  readonly refund?: Money;
  readonly givenUp?: GivenUpSeats | null;
}

/**
 * Gives a booking other flights, seats or passengers: all of the new seats or none. A hold swaps its seats and keeps
 * its expiry. For a confirmed booking, what leaves it is given back by the cancellation policy and what comes in costs
 * today's price: it changes at once if nothing is due, and otherwise holds the new seats beside the old until that is paid.
 */
export class ChangeBooking {
  constructor(
    private readonly units: KeyedUnits,
    private readonly directory: FlightDirectory,
    private readonly alternatives: Alternatives,
    private readonly ids: Ids,
    private readonly settings: BookingSettings,
  ) {}

  async execute(request: ChangeBookingRequest): Promise<Reply<BookingView>> {
    const flightIds = request.flights.map(({ flightId }) => flightId);
    if (!this.directory.remembers(flightIds)) {
      const earlier = await this.units.peek<BookingView>(request.key);
      if (earlier !== null) return earlier;
      await this.directory.ensureStored(flightIds);
    }
    return await this.alternatives.offeredFor(request, () =>
      this.units.run(request.key, (stores) => this.change(stores, request)),
    );
  }

  private async change(stores: Stores, request: ChangeBookingRequest): Promise<BookingView> {
    await stores.travellers.lock(request.travellerId);
    const { booking, records } = await lockBooking(stores, request, (seats) =>
      selectionsFor(request.flights, seats),
    );
    refuseStale(booking, request.ifMatch);
    const now = await stores.now();
    const wanted = request.flights.map(({ flightId }) => flightId);
    const flights = await stores.flights.find([...flightIdsOf(booking), ...wanted]);
    const ground = { records, flights, now };
    const plan = planChange(booking, request, ground);
    const held = await stores.seats.heldBy(booking.travellerId, now);
    refuseTooManyHolds(heldByOthers(held, booking), seatsToHold(plan), this.settings);
    const outcome = this.outcomeOf(booking, plan, ground);
    if (outcome === null) return bookingView(booking, flights, now);
    await this.write(stores, { request, booking, records, now }, outcome);
    return bookingView(outcome.after, flights, now);
  }

  /** Null when the booking is what is wanted, or waits to become it. */
  private outcomeOf(booking: Booking, plan: ChangePlan, ground: ChangeGround): Outcome | null {
    const { flights, now } = ground;
    const { itinerary, taken } = plan;
    const pending = pendingChangeAt(booking, now);
    const left = seatsOnlyIn(booking, itinerary);
    const dropped = seatsWithout(seatsOfPendingChange(booking), taken);
    switch (plan.kind) {
      case 'none':
        return pending === null
          ? null
          : {
              event: 'change-dropped',
              after: withoutPendingChange(booking, now),
              moves: { release: dropped },
            };
      case 'waiting':
        return null;
      case 'swap': {
        const moves = { release: left, hold: { seats: taken, until: booking.expiresAt ?? now, now } };
        return { event: 'seats-swapped', after: withSwappedSeats(booking, itinerary, now), moves };
      }
      case 'at-once': {
        const after = withNewItinerary(booking, itinerary, plan, flights, now);
        const { refund, givenUp } = plan;
        const moves = { release: [...left, ...dropped], sell: taken };
        return { event: 'changed', after, moves, refund, givenUp };
      }
      case 'pending': {
        if (pending !== null && isSameSeating(pending, itinerary)) return null;
        const until = expiryOfPending(booking, plan, ground, this.settings.holdSeconds);
        const after = withPendingChange(booking, itinerary, plan, until, now);
        return {
          event: 'change-requested',
          after,
          moves: { release: dropped, hold: { seats: taken, until, now } },
        };
      }
    }
  }

  private async write(
    stores: Stores,
    {
      request,
      booking,
      records,
      now,
    }: {
      request: ChangeBookingRequest;
      booking: Booking;
      records: readonly SeatRecord[];
      now: Instant;
    },
    { event, after, moves, refund, givenUp = null }: Outcome,
  ): Promise<void> {
    await stores.seats.write(moveSeats(records, booking.id, moves));
    const { requestId } = request;
    const entry = { event, actor: 'traveller', at: now, requestId, givenUp } as const;
    await stores.bookings.update([{ before: booking, after, entry }]);
    if (refund !== undefined) await addRefund(stores, this.ids, { bookingId: booking.id, refund, now });
  }
}
