import Joi from 'joi';
import type { PaymentView } from '../../../application/booking/views/payment-view.js';
import type { Money } from '../../../domain/money.js';
import type { PaymentMethod } from '../../../domain/payment.js';
import { SIMULATED_METHODS } from '../../payment-gateways/simulated/payment-methods.js';
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

const method = Joi.string().valid(...SIMULATED_METHODS.keys());

/** What each payment method brings, a line of Markdown for each. */
const methodList = [...SIMULATED_METHODS]
  .map(([name, { description }]) => `- \`${name}\` ${description}.`)
  .join('\n');

const paymentFields = {
  id: text.required(),
  bookingId: text.required(),
  status: Joi.string().valid('processing', 'succeeded', 'declined', 'refunded').required(),
  amount: money.required(),
  refunded: money.required(),
  method: method.required(),
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
      `The simulated gateway decides by the payment method:\n\n${methodList}\n\n` +
      'After a decline, the booking stays held and can be paid with a new key. Where the gateway does not answer in ' +
      'time, the payment is `processing` and is settled in the background. Read the outcome from `GET /payments/{id}`, ' +
      'which `Location` names; the same key returns the same 202 again. While a payment runs, its seats are kept and ' +
      'the booking cannot be changed.',
    caller: 'traveller',
    idempotencyKey: 'required',
    body: Joi.object<SimulatePaymentBody, true>({
      bookingId: identifier.required(),
      amount: money,
      method: method.required(),
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
