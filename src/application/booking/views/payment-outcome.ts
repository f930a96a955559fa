import type { Payment } from '../../../domain/booking/payment.js';
import type { RefusalCode } from '../../../domain/shared/refusal.js';
import type { BookingView } from './booking-view.js';
import { paymentView, type PaymentReceipt } from './payment-view.js';

/** What a traveller is told of a payment, and told again under the request's key. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded' | 'processing'; readonly receipt: PaymentReceipt }
  /** It was declined, or the money came in when it could buy nothing any more, and goes back. */
  | {
      readonly kind: 'refused';
      readonly code: Extract<RefusalCode, 'payment-declined' | 'flight-cancelled' | 'hold-expired'>;
      readonly detail: string;
      readonly declineCode?: string;
      /** The request that was told so first, null when nobody has been. */
      readonly requestId: string | null;
    };

/** What is known of a payment besides itself. */
interface PaymentCircumstances {
  readonly requestId: string | null;
  /** The airline cancelled what it was for. */
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
      const reason = lostFlight ? 'A flight was cancelled' : 'The seats were no longer available';
      const detail = `${reason} while the payment was processed. The full amount is being refunded.`;
      return { kind: 'refused', code: lostFlight ? 'flight-cancelled' : 'hold-expired', detail, requestId };
    }
  }
}
