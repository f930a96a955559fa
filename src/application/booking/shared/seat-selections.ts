import type { Cabin } from '../../../domain/flight/cabin.js';
import type { SeatRequest } from '../../../domain/booking/seat-picking.js';
import type { SeatRef } from '../../../domain/booking/seat.js';
import type { SeatSelection } from '../unit-of-work.js';

/** The seats to lock for a decision on the seat requests, together with `others`, grouped by flight. */
export function selectionsFor(
  seatRequests: readonly SeatRequest[],
  others: readonly SeatRef[] = [],
): SeatSelection[] {
  const selections = new Map<string, { seats: string[]; cabins: Cabin[] }>();
  const of = (flightId: string) => {
    const selection = selections.get(flightId) ?? { seats: [], cabins: [] };
    selections.set(flightId, selection);
    return selection;
  };
  for (const seatRequest of seatRequests) {
    if ('seats' in seatRequest) of(seatRequest.flightId).seats.push(...seatRequest.seats);
    else of(seatRequest.flightId).cabins.push(seatRequest.cabin);
  }
  for (const { flightId, seat } of others) of(flightId).seats.push(seat);
  return [...selections].map(([flightId, { seats, cabins }]) => ({
    flightId,
    seats: [...new Set(seats)],
    cabins,
  }));
}
