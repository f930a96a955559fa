import { decideExpiry, isLapsed, unpaidSeats } from '../../domain/booking/expiry.js';
import { lapsesAt, type Booking } from '../../domain/booking/booking.js';
import type { Instant } from '../../domain/shared/instant.js';
import { bySeatOrder, seatKey, type SeatRecord } from '../../domain/booking/seat.js';
import { eachOfAll } from '../shared/each-of-all.js';
import { Sightings } from '../shared/sightings.js';
import type { Stopwatch } from '../shared/stopwatch.js';
import type { BookingReads, BookingSettings } from './ports.js';
import { lockBooking } from './shared/locked-booking.js';
import { selectionsFor } from './shared/seat-selections.js';
import { changeBy } from './shared/write-decision.js';
import type { Stores, UnitOfWork } from './unit-of-work.js';

const BATCH = 500;

/**
 * The sweeper: releases the seats of lapsed holds and pending changes and writes their end, so that the stored seat
 * counts are right. A lapsed hold has no effect even before that. Locked rows wait for the next round. If the clock was
 * set back, a hold would not lapse by the time of day for long: it then ends once this process has seen it for as long
 * as a hold lasts. Safe in every process at once.
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

  /** Expires one batch; returns how many holds and pending changes it ended, and whether more may be lapsed. */
  async execute(): Promise<{ readonly expired: number; readonly more: boolean }> {
    const now = await this.reads.now();
    const { found, expired } = await this.units.run((stores) => this.expireLapsed(stores, now));
    const ended = await this.endOverstayed();
    return { expired: expired + ended, more: found === BATCH && expired > 0 };
  }

  private async expireLapsed(stores: Stores, since: Instant): Promise<{ found: number; expired: number }> {
    const candidates = await stores.bookings.lockLapsed(since, BATCH);
    if (candidates.length === 0) return { found: 0, expired: 0 };
    const records = await stores.seats.lockUnlocked(candidates.flatMap(unpaidSeats).sort(bySeatOrder));
    const now = await stores.now();

    const locked = byKey(records);
    const lapsed = candidates.filter((booking) => isLapsed(booking, now) && isUnlocked(booking, locked));
    const decided = lapsed.map((before) => ({ before, decision: decideExpiry(before, locked, now) }));

    await stores.seats.write(decided.flatMap(({ decision }) => decision.seats));
    await stores.bookings.update(
      decided.map(({ before, decision }) => changeBy(before, decision, byService(now))),
    );

    return { found: candidates.length, expired: decided.length };
  }

  /** A hold lapses later than the settings allow only if the clock was set back after it was made. */
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
    // The booking was changed after it was read, with an end by the corrected clock.
    if (end === null || booking.revision !== seen.revision) return false;

    const decision = decideExpiry(booking, byKey(records), end);

    await stores.seats.write(decision.seats);
    await stores.bookings.update([changeBy(booking, decision, byService(await stores.now()))]);

    return true;
  }
}

function byKey(records: readonly SeatRecord[]): ReadonlyMap<string, SeatRecord> {
  return new Map(records.map((record) => [seatKey(record), record]));
}

/** How many milliseconds a hold was to last at most when it was last written. */
function lengthOf(booking: Booking): number {
  return (lapsesAt(booking) ?? Infinity) - booking.updatedAt;
}

/** A booking with a seat that another unit has locked waits for the next round. */
function isUnlocked(booking: Booking, locked: ReadonlyMap<string, SeatRecord>): boolean {
  return unpaidSeats(booking).every((ref) => locked.has(seatKey(ref)));
}

function byService(now: Instant) {
  return { actor: 'service', requestId: null, now } as const;
}
