import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadRefund, type Payment } from '../../src/domain/booking/payment.js';
import { gbp, NOW } from '../support/builders/booking-builder.js';

function payment(
  id: number,
  amount: number,
  refunded: number,
  status: Payment['status'] = 'succeeded',
): Payment {
  return {
    id: `P${id}`,
    bookingId: 'B1',
    travellerId: 'T1',
    amount: gbp(amount),
    method: 'tok_success',
    buys: null,
    status,
    declineCode: null,
    refunded: gbp(refunded),
    createdAt: NOW + id,
    settledAt: NOW + id,
  };
}

const payments = fc
  .array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 5 })
  .map((list) => list.map(([a, b], index) => payment(index, Math.max(a, b), Math.min(a, b))));

describe('a refund', () => {
  it('comes from the latest payments first', () => {
    const parts = spreadRefund(gbp(130), [payment(1, 100, 0), payment(2, 80, 30), payment(3, 70, 0)]);
    expect(parts.map(({ payment, amount }) => [payment.id, amount.amount])).toEqual([
      ['P3', 70],
      ['P2', 50],
      ['P1', 10],
    ]);
  });

  it('is spread over payments to the last penny, and takes from none more than was not refunded yet', () => {
    fc.assert(
      fc.property(payments, fc.nat(5000), (list, wanted) => {
        const left = list.reduce((sum, { amount, refunded }) => sum + amount.amount - refunded.amount, 0);
        if (wanted > left) {
          expect(() => spreadRefund(gbp(wanted), list)).toThrow(RangeError);
          return;
        }
        const parts = spreadRefund(gbp(wanted), list);
        expect(parts.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(wanted);
        for (const { payment, amount } of parts) {
          expect(amount.amount).toBeGreaterThan(0);
          expect(amount.amount + payment.refunded.amount).toBeLessThanOrEqual(payment.amount.amount);
        }
      }),
    );
  });

  it('comes only from payments that succeeded', () => {
    expect(() =>
      spreadRefund(gbp(1), [payment(1, 100, 0, 'declined'), payment(2, 100, 0, 'processing')]),
    ).toThrow(RangeError);
  });
});
