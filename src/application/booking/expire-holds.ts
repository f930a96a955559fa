import { expired, withLapsedChange } from '../../domain/booking-lifecycle.js';
import { lapsesAt, pendingChangeAt, seatRefsOf, statusAt, type Booking } from '../../domain/booking.js';
import type { Instant } from '../../domain/instant.js';
import { bySeatOrder, hasLapsed, seatKey, type SeatRecord, type SeatRef } from '../../domain/seat.js';
import { eachOfAll } from '../each-of-all.js';
import { Sightings } from '../sightings.js';
import type { Stopwatch } from '../stopwatch.js';
import type { BookingReads, BookingSettings } from './ports.js';
import { seatsOfPendingChange } from './support/change-plan.js';
import { lockBooking } from './support/locked-booking.js';
import { moveSeats } from './support/seat-moves.js';
import { selectionsFor } from './support/seat-picking.js';
import type { BookingChange, SeatChange, Stores, UnitOfWork } from './unit-of-work.js';

const BATCH = 500;

/**
 * Tidies up holds and pending changes whose time is over. They count for nothing already; this gives their seats
 * back in writing, so that seats left are counted right, and ends their bookings. It waits for nobody: what is
 * locked is left for the next time. A hold that the time of day says is not over, because the clock has been set back,
 * ends when this process has seen it for as long as it was to last. Safe in every process at once.
 */
export class ExpireHolds {
  private readonly sightings: Sightings;

  constructor(
    private readonly units: UnitOfWork,
    private readonly reads: BookingReads,
    private readonly settings: BookingSettings,
    stopwatch: Stopwatch,
  ) {
    this.sightings = new Sightings(stopwatch);
  }

  /** Tidies one batch; answers how many bookings it tidied, and whether more may wait. */
  async execute(): Promise<{ readonly tidied: number; readonly more: boolean }> {
    const now = await this.reads.now();
    const { found, tidied } = await this.units.run((stores) => this.tidy(stores, now));
    const ended = await this.endOverstayed();
    return { tidied: tidied + ended, more: found === BATCH && tidied > 0 };
  }

  private async tidy(stores: Stores, since: Instant): Promise<{ found: number; tidied: number }> {
    const candidates = await stores.bookings.lockLapsed(since, BATCH);
    if (candidates.length === 0) return { found: 0, tidied: 0 };
    const records = await stores.seats.lockUnlocked(candidates.flatMap(lapsingSeats).sort(bySeatOrder));
    const now = await stores.now();
    const locked = byKey(records);
    const over = candidates.filter((booking) => isOver(booking, now) && isUnlocked(booking, locked));
    await stores.seats.write(over.flatMap((booking) => givenBack(booking, locked, now)));
    await stores.bookings.update(over.map((booking) => lapse(booking, now)));
    return { found: candidates.length, tidied: over.length };
  }

  /** No hold is longer than the settings say, but by a clock that has been set back since it was made. */
  private async endOverstayed(): Promise<number> {
    const open = await this.reads.heldTooLong(this.settings.holdSeconds, BATCH);
    const seenFor = this.sightings.note(open.map(({ id }) => id));
    const over = open.filter((booking) => (seenFor.get(booking.id) ?? 0) >= lengthOf(booking));
    const ended = await eachOfAll(over, (booking) => this.units.run((stores) => this.end(stores, booking)));
    return ended.filter((done) => done).length;
  }

  private async end(stores: Stores, seen: Booking): Promise<boolean> {
    const wanted = { bookingId: seen.id };
    const { booking, records } = await lockBooking(stores, wanted, (seats) => selectionsFor([], seats));
    const end = lapsesAt(booking);
    // Its traveller has done something with it meanwhile, by a time that is right.
    if (end === null || booking.revision !== seen.revision) return false;
    await stores.seats.write(givenBack(booking, byKey(records), end));
    await stores.bookings.update([lapse(booking, await stores.now())]);
    return true;
  }
}

function byKey(records: readonly SeatRecord[]): ReadonlyMap<string, SeatRecord> {
  return new Map(records.map((record) => [seatKey(record), record]));
}

/** For how many milliseconds a hold was to last, at most, when it was last written. */
function lengthOf(booking: Booking): number {
  return (lapsesAt(booking) ?? Infinity) - booking.updatedAt;
}

function lapsingSeats(booking: Booking): SeatRef[] {
  return booking.status === 'held' ? seatRefsOf(booking) : seatsOfPendingChange(booking);
}

function isOver(booking: Booking, now: Instant): boolean {
  if (booking.status === 'held') return statusAt(booking, now) === 'expired';
  return booking.pendingChange !== null && pendingChangeAt(booking, now) === null;
}

/** A seat that somebody is about to take, or give back, keeps its booking for the next time. */
function isUnlocked(booking: Booking, locked: ReadonlyMap<string, SeatRecord>): boolean {
  return lapsingSeats(booking).every((ref) => locked.has(seatKey(ref)));
}

/** The seats that are still the booking's and have lapsed; others may have taken some already. */
function givenBack(booking: Booking, locked: ReadonlyMap<string, SeatRecord>, now: Instant): SeatChange[] {
  const records = lapsingSeats(booking).flatMap((ref) => locked.get(seatKey(ref)) ?? []);
  return moveSeats(records, booking.id, { release: records.filter((record) => hasLapsed(record, now)) });
}

function lapse(before: Booking, now: Instant): BookingChange {
  const isHold = before.status === 'held';
  const entry = {
    event: isHold ? 'expired' : 'change-lapsed',
    actor: 'service',
    at: now,
    requestId: null,
  } as const;
  return { before, after: isHold ? expired(before) : withLapsedChange(before), entry };
}
