import type { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { seatRefsOf, statusAt, type Booking } from '../../src/domain/booking/booking.js';
import { countPerCabin } from '../../src/domain/flight/cabin.js';
import { SECOND, type Instant } from '../../src/domain/shared/instant.js';
import { hasLapsed, seatKey, type SeatRecord } from '../../src/domain/booking/seat.js';
import type { BookingSettings } from '../../src/application/booking/ports.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';

/** Receives a broken invariant. */
export type Broken = (what: string) => void;

/** Checks the invariants of seats that hold between any two steps. */
export function checkSeats(
  tables: BookingTables,
  limits: BookingSettings,
  now: Instant,
  broken: Broken,
): void {
  const unpaid = new Map<string, number>();
  const extended = new Set(
    tables.log.filter(({ event }) => event === 'extended').map(({ bookingId }) => bookingId),
  );
  for (const [flightId, names] of tables.seatsOfFlight) {
    const records = names.flatMap((seat) => tables.seats.get(seatKey({ flightId, seat })) ?? []);
    const left = JSON.stringify(countPerCabin(records.filter(({ state }) => state === 'available')));
    const counted = JSON.stringify(tables.seatCounts.get(flightId)?.seatsLeft);
    if (left !== counted) broken(`flight ${flightId} counts ${counted} seats, and has ${left}`);
    for (const record of records) {
      checkOwner(tables, record, now, broken);
      checkTime(record, extended, limits, broken);
      // A seat whose payment is running may outlive its hold, but then no longer counts as held.
      if (record.owner === null || (record.heldUntil ?? 0) <= now) continue;
      const traveller = tables.bookings.get(record.owner)?.travellerId ?? '';
      unpaid.set(traveller, (unpaid.get(traveller) ?? 0) + 1);
    }
  }
  for (const [traveller, seats] of unpaid) {
    if (seats > limits.maxHeldSeats) broken(`${traveller} holds ${seats} unpaid seats`);
  }
  for (const booking of tables.bookings.values()) {
    checkSeatsOf(tables, booking, now, broken);
    checkEnd(booking, limits, broken);
  }
}

/**
 * Checks that no booking holds a seat unpaid for longer than one hold, or all extensions if it was extended, plus the
 * longest payment.
 */
function checkTime(
  record: SeatRecord,
  extended: ReadonlySet<string>,
  limits: BookingSettings,
  broken: Broken,
): void {
  const { state, owner, heldSince, heldUntil, pinnedUntil } = record;
  if (state !== 'held') return;
  const seconds = extended.has(owner ?? '') ? limits.holdSecondsMax : limits.holdSeconds;
  const longestHold = (heldSince ?? 0) + seconds * SECOND;
  if ((heldUntil ?? 0) > longestHold || (pinnedUntil ?? 0) > longestHold + limits.paymentMaxSeconds * SECOND)
    broken(
      `seat ${seatKey(record)} is held from ${heldSince} until ${heldUntil}, pinned until ${pinnedUntil}`,
    );
}

/** Checks that no hold lasts longer than all extensions after the booking was made, whichever seats it has. */
function checkEnd(
  { id, status, createdAt, expiresAt }: Booking,
  limits: BookingSettings,
  broken: Broken,
): void {
  const longest = createdAt + limits.holdSecondsMax * SECOND;
  if (status === 'held' && (expiresAt ?? 0) > longest) {
    broken(`booking ${id} made at ${createdAt} is held until ${expiresAt}`);
  }
}

/**
 * Checks a write to a seat that stays with its owner: the start of the hold stays, and the end moves later only as far
 * as an extension moves it.
 */
export function checkSeatChange(
  { before, after }: SeatChange,
  limits: BookingSettings,
  now: Instant,
  broken: Broken,
): void {
  const isKept = before.state === 'held' && after.state === 'held' && before.owner === after.owner;
  if (!isKept || hasLapsed(before, now)) return;
  const { heldSince } = before;
  const latest = Math.min(
    now + limits.holdSeconds * SECOND,
    (heldSince ?? 0) + limits.holdSecondsMax * SECOND,
  );
  if (after.heldSince !== heldSince || (after.heldUntil ?? 0) > Math.max(before.heldUntil ?? 0, latest)) {
    const was = `from ${before.heldSince} until ${before.heldUntil}`;
    broken(`seat ${seatKey(after)} was held ${was}, and its owner got it until ${after.heldUntil}`);
  }
}

function checkOwner(tables: BookingTables, record: SeatRecord, now: Instant, broken: Broken): void {
  const { owner, state } = record;
  const isOwned = state === 'held' || state === 'sold';
  if (isOwned !== (owner !== null)) broken(`seat ${seatKey(record)} is ${state} with owner ${owner}`);
  if (owner === null || (state === 'held' && hasLapsed(record, now))) return;
  const booking = tables.bookings.get(owner);
  const status = booking?.status ?? 'missing';
  const all = booking === undefined ? [] : [...seatRefsOf(booking), ...pendingSeats(booking)];
  const wanted = state === 'sold' ? (booking === undefined ? [] : seatRefsOf(booking)) : all;
  const isLive = status === 'confirmed' || (status === 'held' && state === 'held');
  if (!isLive || !wanted.some((ref) => seatKey(ref) === seatKey(record))) {
    broken(`seat ${seatKey(record)} is ${state} for ${owner}, which is ${status} and does not have it`);
  }
}

function checkSeatsOf(tables: BookingTables, booking: Booking, now: Instant, broken: Broken): void {
  const { id, status, expiresAt, pendingChange } = booking;
  const own = status === 'confirmed' ? 'sold' : status === 'held' && (expiresAt ?? 0) > now ? 'held' : null;
  const check = (refs: ReturnType<typeof seatRefsOf>, state: string) => {
    for (const ref of refs) {
      const record = tables.seats.get(seatKey(ref));
      const isCancelled = tables.flights.get(ref.flightId)?.status === 'cancelled';
      if (isCancelled && status === 'held') broken(`booking ${id} holds seats of a cancelled flight`);
      if (isCancelled && record?.state === 'blocked') continue;
      if (record?.owner !== id || record.state !== state) {
        broken(
          `booking ${id} is ${statusAt(booking, now)} without seat ${seatKey(ref)}: ${record?.state} for ${record?.owner}`,
        );
      }
    }
  };
  if (own !== null) check(seatRefsOf(booking), own);
  if (pendingChange !== null && status === 'confirmed' && pendingChange.expiresAt > now) {
    const sold = new Set(seatRefsOf(booking).map(seatKey));
    check(
      pendingSeats(booking).filter((ref) => !sold.has(seatKey(ref))),
      'held',
    );
  }
}

function pendingSeats({ pendingChange }: Booking): ReturnType<typeof seatRefsOf> {
  return pendingChange === null ? [] : seatRefsOf(pendingChange);
}
