import type { BookingView } from '../../src/application/booking/views/booking-view.js';
import type { PaymentOutcome } from '../../src/application/booking/views/payment-outcome.js';
import type { SeatRequest } from '../../src/domain/booking/seat-picking.js';
import type { RequestKey } from '../../src/application/booking/unit-of-work.js';
import type { Passenger } from '../../src/domain/booking/booking.js';
import { MINUTE, SECOND } from '../../src/domain/shared/instant.js';
import type { PaymentMethod } from '../../src/domain/booking/payment.js';
import type { UseCases } from './server.js';

interface ByTraveller {
  readonly travellerId: string;
  /** The idempotency key, which also names the request in the log. */
  readonly key: string;
}

interface OfBooking extends ByTraveller {
  readonly bookingId: string;
}

interface WithItinerary {
  readonly flights: readonly SeatRequest[];
  readonly passengers: readonly Passenger[];
}

/** A request of a traveller. The same object is the same request. */
export type TravellerRequest =
  | ({ readonly do: 'hold' } & ByTraveller & WithItinerary)
  | ({ readonly do: 'change' | 'quote' } & OfBooking & WithItinerary)
  | ({ readonly do: 'pay'; readonly method: PaymentMethod } & OfBooking)
  | ({ readonly do: 'extend' | 'cancel' | 'view' } & OfBooking);

/** A successful response. */
export interface Answer {
  /** The result of the use case, which must be equal for a repeated request. */
  readonly told: unknown;
  /** Whether the response is the stored one of an earlier request with this key. */
  readonly isReplay: boolean;
  /** The booking in the response; null if there is none. */
  readonly booking: BookingView | null;
  readonly payment: PaymentOutcome | null;
}

/** How long a response is stored under its key, in milliseconds. */
export const KEEP = 15 * MINUTE;

/** Runs the request's use case in one process. Throws what the use case throws. */
export async function perform(useCases: UseCases, request: TravellerRequest): Promise<Answer> {
  const asked = { ...request, requestId: request.key, key: requestKey(request), ifMatch: null };
  switch (asked.do) {
    case 'hold':
      return ofBooking(await useCases.holdSeats.execute(asked));
    case 'change':
      return ofBooking(await useCases.changeBooking.execute(asked));
    case 'extend':
      return ofBooking(await useCases.extendHold.execute(asked));
    case 'cancel':
      return ofBooking(await useCases.cancelBooking.execute(asked));
    case 'pay': {
      const { result, replayed } = await useCases.simulatePayment.execute(asked);
      const booking = 'receipt' in result ? result.receipt.booking : null;
      return { told: result, isReplay: replayed, booking, payment: result };
    }
    case 'view':
      return ofBooking({ result: await useCases.viewBooking.execute(asked), replayed: false });
    case 'quote':
      return {
        told: await useCases.quoteChange.execute(asked),
        isReplay: false,
        booking: null,
        payment: null,
      };
  }
}

/** Whether the request may release seats of its booking. */
export function mayRelease(request: TravellerRequest): boolean {
  return request.do === 'change' || request.do === 'cancel';
}

/** Whether the response is stored under the key. */
export function isKeyed(request: TravellerRequest): boolean {
  return request.do !== 'view' && request.do !== 'quote';
}

function ofBooking({ result, replayed }: { result: BookingView; replayed: boolean }): Answer {
  return { told: result, isReplay: replayed, booking: result, payment: null };
}

function requestKey({ do: what, travellerId, key }: TravellerRequest): RequestKey {
  return { scope: `${travellerId} ${what}`, key, fingerprint: key, keepSeconds: KEEP / SECOND };
}
