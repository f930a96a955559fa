import { firstHolds } from './first-holds.js';
import type { Site } from './site.js';
import { SeatsOnSale, type SeatOnSale } from './seats-on-sale.js';

/** How much is in a stack before it grows: so many bookings, on so many flights. */
const BOOKINGS = 1_000;
const FLIGHTS = 20;

/** Flights in search: the first of the catalogue. */
const CATALOGUE = 10_000;

/** Leaves only a part of the flights of a new stack, and books seats on a few of them through its gateway. */
export async function stockUp(site: Site): Promise<void> {
  await site.root.query(
    `DELETE FROM holdfast_search.flight WHERE id NOT IN (
       SELECT id FROM (SELECT id FROM holdfast_search.flight ORDER BY departs_at, id LIMIT ?) first)`,
    [CATALOGUE],
  );
  const seats = await SeatsOnSale.read(site.root, site.port, FLIGHTS);
  const chosen = Array.from({ length: BOOKINGS }, () => seats.spread());
  const booked = chosen.filter((seat): seat is SeatOnSale => seat !== null);
  if (booked.length < BOOKINGS) throw new Error(`${FLIGHTS} flights have only ${booked.length} seats`);
  await firstHolds(site, booked);
}
