import { areSameSeats, flightOf, type BookingFacts, type Exchange } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';

/** Whoever books or changes gets the seats that were asked for, one for each passenger, and none of them twice. */
export function gotWhatWasAsked(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('what was booked is what was asked for');
  for (const exchange of exchanges) {
    if (exchange.facts !== null) tally.check(faultOf(exchange, exchange.facts));
  }
  return tally.finding;
}

function faultOf(exchange: Exchange, { id, seats, pendingSeats }: BookingFacts): string | null {
  const { method, path, wanted } = exchange;
  for (const all of [seats, pendingSeats]) {
    if (new Set(all).size < all.length) return `${id} has a seat twice: ${all.join(', ')}`;
  }
  const isBooking = method === 'POST' && path === '/bookings';
  if (!isBooking && method !== 'PUT') return null;
  // A dearer change waits beside what the booking still is.
  const got = isBooking ? [seats] : [seats, pendingSeats];
  return got.some((all) => isAsked(exchange, all))
    ? null
    : `${id} was to have ${wanted.join(', ')}, and got ${got.flat().join(', ')}`;
}

/** The seats that were named, in their order; and as many as there are passengers where the service was to choose. */
function isAsked({ wanted, anyOf, passengers }: Exchange, seats: readonly string[]): boolean {
  const named = seats.filter((seat) => !anyOf.includes(flightOf(seat)));
  return (
    areSameSeats(named, wanted) &&
    anyOf.every((flight) => seats.filter((seat) => flightOf(seat) === flight).length === passengers)
  );
}
