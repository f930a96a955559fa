import Joi from 'joi';
import type { PaymentView } from '../../../application/booking/views/payment-view.js';
import type { Money } from '../../../domain/shared/money.js';
import type { PaymentMethod } from '../../../domain/booking/payment.js';
import { SIMULATED_METHODS } from '../../payment-gateways/simulated/payment-methods.js';
import { exampleBooking, exampleConfirmedBooking, examplePayment } from './booking-examples.js';
import { booking } from './booking-views.js';
import { bookingIdentifier, paymentIdentifier, timestamp } from './common-schemas.js';
import { todayAt } from './example-dates.js';
import { money } from './money-schemas.js';
import { named } from './named-schema.js';
import { operation } from './operation.js';
import { pageOf, pageQuery } from './page-schemas.js';

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

/** A Markdown list of the payment methods and their effects. */
const methodList = [...SIMULATED_METHODS]
  .map(([name, { description }]) => `- \`${name}\` ${description}.`)
  .join('\n');

const paymentMethod = named(
  'PaymentMethod',
  Joi.string()
    .valid(...SIMULATED_METHODS.keys())
    .description(`Stands for a card. It determines what the simulated gateway does:\n\n${methodList}`),
);

const paymentFields = {
  id: paymentIdentifier.required(),
  bookingId: bookingIdentifier.required(),
  status: named(
    'PaymentStatus',
    Joi.string()
      .valid('processing', 'succeeded', 'declined', 'refunded')
      .description(
        '`processing`: the gateway has not responded yet. `succeeded`: captured, and the booking is paid. `declined`: not ' +
          'captured. `refunded`: captured too late to take effect, and refunded in full.',
      )
      .example('succeeded'),
  ).required(),
  amount: money.description('What was to be paid.').required(),
  refunded: money.description('How much of it was refunded, including pending refunds.').required(),
  method: paymentMethod.required(),
  declineCode: Joi.string()
    .allow(null)
    .description('Why the gateway declined, such as `insufficient_funds`; null unless it did.')
    .example(null)
    .required(),
  createdAt: timestamp
    .description('When the payment was requested: RFC 3339 in UTC.')
    .example(todayAt('10:02'))
    .required(),
  settledAt: timestamp
    .allow(null)
    .description('When its outcome became known: RFC 3339 in UTC. Null while it is processing.')
    .example(todayAt('10:02'))
    .required(),
};

const payment = named(
  'Payment',
  Joi.object<PaymentView, true>(paymentFields)
    .description('One attempt to pay for a booking, or for a change of it.')
    .example(examplePayment),
);

const receipt = named(
  'PaymentReceipt',
  Joi.object({ ...paymentFields, booking: booking.required() })
    .description('A payment, with the booking as it is now.')
    .example({ ...examplePayment, booking: exampleConfirmedBooking }),
);

const paymentBody = named(
  'PaymentRequest',
  Joi.object<SimulatePaymentBody, true>({
    bookingId: bookingIdentifier.required(),
    amount: money.description('What you expect to pay. If given, it must equal what is due.'),
    method: paymentMethod.required(),
  })
    .description('The booking to pay for, and how.')
    .example({
      bookingId: examplePayment.bookingId,
      amount: examplePayment.amount,
      method: 'tok_success',
    }),
);

const tag = 'Payments';

export const paymentOperations = {
  simulatePayment: operation<{ body: SimulatePaymentBody }>({
    method: 'post',
    path: '/payment/simulate',
    tag,
    summary: 'Pay for a held booking or a pending change',
    description:
      'If the payment is declined, the booking stays as it was and can be paid with a new `Idempotency-Key`. If the ' +
      'gateway does not respond within 2 seconds, the response is 202 and the payment is settled in the background some ' +
      'seconds later: poll `GET /payments/{id}`, which `Location` names. Repeating the request with the same key returns ' +
      'the same 202. While a payment is processing, its seats stay reserved and the booking cannot be changed.',
    caller: 'traveller',
    idempotencyKey: 'required',
    body: paymentBody,
    answers: {
      200: {
        description: 'Paid: the booking is confirmed, or its change has taken effect.',
        schema: receipt,
      },
      202: {
        description: 'The gateway has not responded yet. The payment is settled in the background.',
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
    // A declined payment, and one that was captured too late and is refunded.
    keptRefusals: ['payment-declined', 'flight-cancelled', 'hold-expired'],
  }),
  viewPayment: operation<{ params: { readonly id: string } }>({
    method: 'get',
    path: '/payments/{id}',
    tag,
    summary: 'Get a payment',
    description: "A payment for another account's booking is 404.",
    caller: 'traveller',
    params: Joi.object({ id: paymentIdentifier.required() }),
    answers: { 200: { description: 'The payment.', schema: payment } },
    refusals: ['not-found'],
  }),
  listPayments: operation<{ query: ListPaymentsQuery }>({
    method: 'get',
    path: '/payments',
    tag,
    summary: 'List the payments for a booking, the newest first',
    description: "Another account's booking is 404.",
    caller: 'traveller',
    query: Joi.object<ListPaymentsQuery, true>({ bookingId: bookingIdentifier.required(), ...pageQuery }),
    answers: { 200: { description: 'Its payments.', schema: pageOf('PaymentList', payment) } },
    refusals: ['not-found'],
  }),
};
