import type { Payment } from '../../../domain/booking/payment.js';
import type { RefusalCode } from '../../../domain/shared/refusal.js';
import type { BookingView } from './booking-view.js';
import { paymentView, type PaymentReceipt } from './payment-view.js';

/** The response to a payment request, returned again for every repeat under its key. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded' | 'processing'; readonly receipt: PaymentReceipt }
  /** The charge was declined, or it was captured too late to buy the seats and is refunded. */
  | {
      readonly kind: 'refused';
      readonly code: Extract<RefusalCode, 'payment-declined' | 'flight-cancelled' | 'hold-expired'>;
      readonly detail: string;
      readonly declineCode?: string;
      /** The request that received this outcome first; null if none has. */
      readonly requestId: string | null;
    };

/** What an outcome depends on besides the payment and the booking. */
interface PaymentCircumstances {
  readonly requestId: string | null;
  /** Whether the airline cancelled a flight that the payment was for. */
  readonly lostFlight: boolean;
}

export function outcomeOf(
  payment: Payment,
  booking: BookingView,
  { requestId, lostFlight }: PaymentCircumstances = {
    requestId: null,
    lostFlight: booking.status === 'cancelled',
  },
): PaymentOutcome {
  switch (payment.status) {
    case 'processing':
    case 'succeeded':
      return { kind: payment.status, receipt: { ...paymentView(payment), booking } };
    case 'declined': {
      const detail =
        'The payment was declined and the booking is unchanged. Pay again with a new Idempotency-Key.';
      const declineCode = payment.declineCode ?? 'declined';
      return { kind: 'refused', code: 'payment-declined', detail, declineCode, requestId };
    }
    case 'refunded': {
      const reason = lostFlight ? 'A flight was cancelled' : 'The seats became unavailable';
      const detail = `${reason} while the payment was processed. The full amount is being refunded.`;
      return { kind: 'refused', code: lostFlight ? 'flight-cancelled' : 'hold-expired', detail, requestId };
    }
  }
}
