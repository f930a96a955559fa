import type { Instant } from '../../../domain/shared/instant.js';
import { add, type Money } from '../../../domain/shared/money.js';
import { spreadRefund, type Refund } from '../../../domain/booking/payment.js';
import type { Ids } from '../ports.js';
import type { Stores } from '../unit-of-work.js';

/** Records the refund of a booking as pending, spread over its payments; the settler sends it after the commit. */
export async function addRefund(
  stores: Stores,
  ids: Ids,
  { bookingId, refund, now }: { readonly bookingId: string; readonly refund: Money; readonly now: Instant },
): Promise<void> {
  if (refund.amount === 0) return;
  const parts = spreadRefund(refund, await stores.payments.ofBooking(bookingId));
  for (const { payment, amount } of parts) {
    await stores.payments.update(payment, { ...payment, refunded: add(payment.refunded, amount) });
  }
  await stores.payments.addRefunds(
    parts.map(({ payment, amount }): Refund => {
      return { id: ids.uuid(), bookingId, paymentId: payment.id, amount, status: 'pending', createdAt: now };
    }),
  );
}
