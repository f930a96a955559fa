import { StaleRead, type Payments } from '../../../application/booking/unit-of-work.js';
import type { Payment, Refund } from '../../../domain/booking/payment.js';
import type { Session } from '../connection/session.js';
import { PAYMENTS, REFUNDS, type PaymentRow, type RefundRow } from './tables.js';

/** Payments and refunds as rows. */
export class MysqlPayments implements Payments {
  constructor(private readonly session: Session) {}

  async find(id: string): Promise<Payment | null> {
    return paymentOf(await (await this.session.manager()).findOneBy(PAYMENTS, { id }));
  }

  async lock(id: string): Promise<Payment | null> {
    const query = (await this.session.manager())
      .createQueryBuilder(PAYMENTS, 'p')
      .where('p.id = :id', { id });
    return paymentOf(await query.setLock('pessimistic_write').getOne());
  }

  async ofBooking(bookingId: string): Promise<Payment[]> {
    const rows = await (await this.session.manager()).findBy(PAYMENTS, { bookingId });
    return rows.flatMap((row) => paymentOf(row) ?? []);
  }

  async insert(payment: Payment): Promise<void> {
    await (await this.session.manager()).insert(PAYMENTS, rowOf(payment));
  }

  async update(before: Payment, after: Payment): Promise<void> {
    const { id, status } = before;
    const guard = { id, status, refunded: before.refunded.amount };
    const { affected } = await (await this.session.manager()).update(PAYMENTS, guard, rowOf(after));
    if (affected !== 1) throw new StaleRead(`payment ${id} has changed since it was read`);
  }

  async addRefunds(refunds: readonly Refund[]): Promise<void> {
    if (refunds.length === 0) return;
    const rows = refunds.map(({ amount, ...refund }) => ({ ...refund, ...amount }));
    await (await this.session.manager()).insert(REFUNDS, rows);
  }

  async markSent(refundId: string): Promise<void> {
    await (await this.session.manager()).update(REFUNDS, { id: refundId }, { status: 'sent' });
  }
}

export function paymentOf(row: PaymentRow | null): Payment | null {
  if (row === null) return null;
  const { currency, amount, refunded, ...payment } = row;
  return { ...payment, amount: { amount, currency }, refunded: { amount: refunded, currency } };
}

export function refundOf({ currency, amount, ...refund }: RefundRow): Refund {
  return { ...refund, amount: { amount, currency } };
}

function rowOf({ amount, refunded, ...payment }: Payment): PaymentRow {
  return { ...payment, currency: amount.currency, amount: amount.amount, refunded: refunded.amount };
}
