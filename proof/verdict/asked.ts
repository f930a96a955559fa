import { areSameSeats, flightOf, type BookingFacts, type Exchange } from '../history/exchange.js';
import { Tally, type Finding } from './finding.js';

/** Checks that a booking or change has the requested seats, one per passenger, and no seat twice. */
export function gotWhatWasAsked(exchanges: readonly Exchange[]): Finding {
  const tally = new Tally('bookings have the requested seats');
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
  // A change that costs more is pending, and the booking stays as it was.
  const got = isBooking ? [seats] : [seats, pendingSeats];
  return got.some((all) => isAsRequested(exchange, all))
    ? null
    : `${id} should have ${wanted.join(', ')}, but has ${got.flat().join(', ')}`;
}

/** Whether the seats are the named ones in order, and one per passenger on flights where the service chose. */
function isAsRequested({ wanted, anyOf, passengers }: Exchange, seats: readonly string[]): boolean {
  const named = seats.filter((seat) => !anyOf.includes(flightOf(seat)));
  return (
    areSameSeats(named, wanted) &&
    anyOf.every((flight) => seats.filter((seat) => flightOf(seat) === flight).length === passengers)
  );
}
