import type { ApplyFlightChanges } from '../../application/booking/apply-flight-changes.js';
import type { ReportSeatCounts } from '../../application/booking/report-seat-counts.js';
import type { DescribeFlight } from '../../application/search/describe-flight.js';
import type { RecordSeatsLeft } from '../../application/search/record-seats-left.js';
import { notFound } from '../../domain/shared/refusal.js';
import type { internalBookingOperations, internalSearchOperations } from './contract/internal-operations.js';
import type { Handlers } from './endpoint.js';

export function internalBookingHandlers(useCases: {
  readonly applyFlightChanges: ApplyFlightChanges;
  readonly reportSeatCounts: ReportSeatCounts;
}): Handlers<typeof internalBookingOperations> {
  return {
    receiveFlightChanges: async ({ body }) => {
      return { status: 200, json: { rejected: await useCases.applyFlightChanges.receive(body.changes) } };
    },
    reportSeatCounts: async ({ query }) => ({
      status: 200,
      json: { data: await useCases.reportSeatCounts.execute(query) },
    }),
  };
}

export function internalSearchHandlers(useCases: {
  readonly describeFlight: DescribeFlight;
  readonly recordSeatsLeft: RecordSeatsLeft;
}): Handlers<typeof internalSearchOperations> {
  return {
    describeFlight: async ({ params }) => {
      const facts = await useCases.describeFlight.execute({ flightId: params.id });
      if (facts === null) throw notFound('flight');
      return { status: 200, json: facts };
    },
    receiveSeatCounts: async ({ body }) => {
      return { status: 200, json: { rejected: await useCases.recordSeatsLeft.execute(body.seatCounts) } };
    },
  };
}
