import { Tally, type Finding } from './finding.js';
import type { Truth } from './truth.js';

/** Every seat of a booking shows on its flight's map; and, where nobody else books, no other seat is sold. */
export function mapsAgree(truth: Truth, soldBefore: ReadonlySet<string> | null): Finding {
  const tally = new Tally('seat maps show what is booked');
  const owned = new Set<string>();
  for (const { id, status, seats, pendingSeats } of truth.bookings.values()) {
    for (const seat of [...seats, ...pendingSeats]) if (status === 'confirmed') owned.add(seat);
    for (const seat of status === 'confirmed' ? seats : []) {
      const state = truth.seats.get(seat) ?? 'not there';
      tally.look(state === 'sold' ? null : `${seat} of ${id} is ${state}`);
    }
  }
  if (soldBefore === null) return tally.finding;
  for (const [seat, state] of truth.seats) {
    if (state === 'sold')
      tally.look(owned.has(seat) || soldBefore.has(seat) ? null : `${seat} is sold to nobody`);
  }
  return tally.finding;
}

/** Search ends with booking's numbers. */
export function searchAgrees(truth: Truth): Finding {
  const tally = new Tally('search ends with the seats that are left');
  for (const { flight, bySearch, byMap } of truth.left) {
    tally.look(bySearch === byMap ? null : `${flight}: search says ${bySearch}, the map ${byMap}`);
  }
  return tally.finding;
}
