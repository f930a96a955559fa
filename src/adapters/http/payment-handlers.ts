import type { ListPayments } from '../../application/booking/list-payments.js';
import type { SimulatePayment } from '../../application/booking/simulate-payment.js';
import type { PaymentOutcome } from '../../application/booking/views/payment-outcome.js';
import type { ViewPayment } from '../../application/booking/view-payment.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { replayHeaders } from './booking-handlers.js';
import type { paymentOperations } from './contract/payment-operations.js';
import type { Handlers, HttpResponse } from './endpoint.js';
import { problemResponse, PROBLEM_MEDIA_TYPE } from './problem.js';

export interface PaymentUseCases {
  readonly simulatePayment: SimulatePayment;
  readonly viewPayment: ViewPayment;
  readonly listPayments: ListPayments;
}

export function paymentHandlers(useCases: PaymentUseCases): Handlers<typeof paymentOperations> {
  return {
    simulatePayment: async ({ body, caller, requestId, key }) => {
      // The contract requires a key, so the endpoint has rejected a request without one.
      if (key === null) throw new Error('a payment has no idempotency key');
      const request = { ...body, travellerId: caller.id, requestId, key };
      const { result, replayed } = await useCases.simulatePayment.execute(request);
      return paymentResponse(result, replayed, requestId);
    },
    viewPayment: async ({ params, caller }) => ({
      status: 200,
      json: await useCases.viewPayment.execute({ travellerId: caller.id, paymentId: params.id }),
    }),
    listPayments: async ({ query, caller }) => ({
      status: 200,
      json: await useCases.listPayments.execute({ ...query, travellerId: caller.id }),
    }),
  };
}

function paymentResponse(outcome: PaymentOutcome, replayed: boolean, requestId: string): HttpResponse {
  const headers = replayHeaders(replayed);
  switch (outcome.kind) {
    case 'succeeded':
      return { status: 200, json: outcome.receipt, headers };
    case 'processing': {
      const { receipt } = outcome;
      return { status: 202, json: receipt, headers: { ...headers, Location: `/payments/${receipt.id}` } };
    }
    case 'refused': {
      // A replay repeats the stored problem unchanged, including the id of the first request that received it.
      const { code, detail, declineCode } = outcome;
      const refusal = new Refusal(code, detail, declineCode === undefined ? {} : { declineCode });
      const { status, body } = problemResponse(refusal, outcome.requestId ?? requestId, '/payment/simulate');
      return { status, text: JSON.stringify(body), mediaType: PROBLEM_MEDIA_TYPE, headers };
    }
  }
}
