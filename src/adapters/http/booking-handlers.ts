import type { CancelBooking } from '../../application/booking/cancel-booking.js';
import type { ChangeBooking } from '../../application/booking/change-booking.js';
import type { ExtendHold } from '../../application/booking/extend-hold.js';
import type { HoldSeats } from '../../application/booking/hold-seats.js';
import type { ListBookings } from '../../application/booking/list-bookings.js';
import type { QuoteChange } from '../../application/booking/quote-change.js';
import type { Reply } from '../../application/booking/shared/idempotent-units.js';
import type { SeatRequest } from '../../domain/booking/seat-picking.js';
import type { ViewBooking } from '../../application/booking/view-booking.js';
import type { bookingOperations } from './contract/booking-operations.js';
import type { SeatRequestBody } from './contract/booking-schemas.js';
import type { Handlers, HttpResponse } from './endpoint.js';

export interface BookingUseCases {
  readonly holdSeats: HoldSeats;
  readonly listBookings: ListBookings;
  readonly viewBooking: ViewBooking;
  readonly changeBooking: ChangeBooking;
  readonly quoteChange: QuoteChange;
  readonly extendHold: ExtendHold;
  readonly cancelBooking: CancelBooking;
}

export function bookingHandlers(useCases: BookingUseCases): Handlers<typeof bookingOperations> {
  return {
    holdSeats: async ({ body, caller, requestId, key }) => {
      const { passengers } = body;
      const flights = body.flights.map(seatRequest);
      const reply = await useCases.holdSeats.execute({
        travellerId: caller.id,
        requestId,
        key,
        flights,
        passengers,
      });
      const { headers, ...response } = bookingResponse(201, reply);
      return { ...response, headers: { ...headers, Location: `/bookings/${reply.result.id}` } };
    },
    listBookings: async ({ query, caller }) => ({
      status: 200,
      json: await useCases.listBookings.execute({ ...query, travellerId: caller.id }),
    }),
    viewBooking: async ({ params, caller }) => {
      const result = await useCases.viewBooking.execute({ travellerId: caller.id, bookingId: params.id });
      return bookingResponse(200, { result, replayed: false });
    },
    changeBooking: async ({ params, body, caller, requestId, key, ifMatch }) => {
      const flights = body.flights.map(seatRequest);
      const common = { travellerId: caller.id, requestId, key, bookingId: params.id, ifMatch };
      const reply = await useCases.changeBooking.execute({ ...common, flights, passengers: body.passengers });
      return bookingResponse(200, reply);
    },
    quoteChange: async ({ params, body, caller, ifMatch }) => {
      const flights = body.flights.map(seatRequest);
      const { passengers } = body;
      const request = { travellerId: caller.id, bookingId: params.id, ifMatch, flights, passengers };
      return { status: 200, json: await useCases.quoteChange.execute(request) };
    },
    extendHold: async ({ params, caller, requestId, key, ifMatch }) => {
      const request = { travellerId: caller.id, requestId, key, bookingId: params.id, ifMatch };
      return bookingResponse(200, await useCases.extendHold.execute(request));
    },
    cancelBooking: async ({ params, caller, requestId, key, ifMatch }) => {
      const request = { travellerId: caller.id, requestId, key, bookingId: params.id, ifMatch };
      return bookingResponse(200, await useCases.cancelBooking.execute(request));
    },
  };
}

/** Marks a stored response of an earlier request with the same `Idempotency-Key`. */
export function replayHeaders(replayed: boolean): Readonly<Record<string, string>> {
  return replayed ? { 'Idempotency-Replayed': 'true' } : {};
}

function bookingResponse(
  status: number,
  { result, replayed }: Reply<{ readonly version: number }>,
): HttpResponse {
  return { status, json: result, headers: { ETag: `"${result.version}"`, ...replayHeaders(replayed) } };
}

/** The schema ensures that a seat request has either seats or a cabin. */
function seatRequest({ flightId, seats, cabin, preference }: SeatRequestBody): SeatRequest {
  if (seats !== undefined) return { flightId, seats };
  if (cabin !== undefined) return { flightId, cabin, preference };
  throw new Error(`a seatRequest for flight ${flightId} has neither seats nor a cabin`);
}
