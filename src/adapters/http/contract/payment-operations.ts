import Joi from 'joi';
import type { PaymentView } from '../../../application/booking/views/payment-view.js';
import type { Money } from '../../../domain/money.js';
import { PAYMENT_METHODS, type PaymentMethod } from '../../../domain/payment.js';
import { exampleBooking, exampleConfirmedBooking, examplePayment } from './booking-examples.js';
import { booking } from './booking-schemas.js';
import { identifier, money, pageOf, pageQuery, text, timestamp } from './common-schemas.js';
import { operation } from './operation.js';

export interface SimulatePaymentBody {
  readonly bookingId: string;
  readonly amount?: Money;
  readonly method: PaymentMethod;
}

export interface ListPaymentsQuery {
  readonly bookingId: string;
  readonly limit: number;
  readonly cursor?: string;
}

const paymentFields = {
  id: text.required(),
  bookingId: text.required(),
  status: Joi.string().valid('processing', 'succeeded', 'declined', 'refunded').required(),
  amount: money.required(),
  refunded: money.required(),
  method: Joi.string()
    .valid(...PAYMENT_METHODS)
    .required(),
  declineCode: Joi.string().allow(null).required(),
  createdAt: timestamp.required(),
  settledAt: timestamp.allow(null).required(),
};

export const payment = Joi.object<PaymentView, true>(paymentFields);
export const receipt = Joi.object({ ...paymentFields, booking: booking.required() });

const tag = 'Payments';

export const paymentOperations = {
  simulatePayment: operation<{ body: SimulatePaymentBody }>({
    method: 'post',
    path: '/payment/simulate',
    tag,
    summary: 'Pay for a hold, or for a pending change',
    description:
      '`tok_success` is approved at once, `tok_slow` after about a second. `tok_declined` and `tok_insufficient_funds` ' +
      'are declined; the booking stays held and can be paid with a new key. With `tok_timeout` and ' +
      '`tok_timeout_declined` the gateway does not answer in time: the payment is `processing`, and is settled in the ' +
      'background some seconds later, approved or declined. Ask `GET /payments/{id}`, where `Location` leads, for the ' +
      'outcome: the same key brings the same 202 again. While a payment runs, its seats are kept and the booking cannot be changed.',
    caller: 'traveller',
    idempotencyKey: 'required',
    body: Joi.object<SimulatePaymentBody, true>({
      bookingId: identifier.required(),
      amount: money,
      method: Joi.string()
        .valid(...PAYMENT_METHODS)
        .required(),
    }),
    bodyExample: {
      bookingId: examplePayment.bookingId,
      amount: examplePayment.amount,
      method: 'tok_success',
    },
    answers: {
      200: {
        description: 'Paid: the booking is confirmed, or its change took effect',
        schema: receipt,
        example: { ...examplePayment, booking: exampleConfirmedBooking },
      },
      202: {
        description: 'The gateway has not answered; the payment is settled in the background',
        schema: receipt,
        headers: ['Location'],
        example: {
          ...examplePayment,
          status: 'processing',
          method: 'tok_timeout',
          settledAt: null,
          booking: { ...exampleBooking, actions: [] },
        },
      },
    },
    refusals: [
      'payment-declined',
      'not-found',
      'booking-not-payable',
      'payment-in-progress',
      'hold-expired',
      'flight-departed',
      'flight-cancelled',
      'amount-mismatch',
      'currency-mismatch',
      'idempotency-key-missing',
      'idempotency-key-reused',
      'request-in-progress',
      'outcome-unknown',
    ],
    // A decline, and money that came too late and went back.
    keptRefusals: ['payment-declined', 'flight-cancelled', 'hold-expired'],
  }),
  viewPayment: operation<{ params: { readonly id: string } }>({
    method: 'get',
    path: '/payments/{id}',
    tag,
    summary: 'Look at a payment of yours',
    caller: 'traveller',
    params: Joi.object({ id: identifier.required() }),
    answers: { 200: { description: 'The payment', schema: payment, example: examplePayment } },
    refusals: ['not-found'],
  }),
  listPayments: operation<{ query: ListPaymentsQuery }>({
    method: 'get',
    path: '/payments',
    tag,
    summary: 'List the payments for a booking of yours, the newest first',
    caller: 'traveller',
    query: Joi.object<ListPaymentsQuery, true>({ bookingId: identifier.required(), ...pageQuery }),
    answers: {
      200: {
        description: 'Its payments',
        schema: pageOf(payment),
        example: { data: [examplePayment], next: null },
      },
    },
    refusals: ['not-found'],
  }),
};
