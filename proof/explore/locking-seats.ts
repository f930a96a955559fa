import type { SeatInventory, SeatRead, SeatSelection } from '../../src/application/booking/unit-of-work.js';
import { compareText } from '../../src/domain/shared/compare-text.js';
import type { Instant } from '../../src/domain/shared/instant.js';
import type { SeatRecord, SeatRef } from '../../src/domain/booking/seat.js';
import { ROW, type RunningTransaction } from './database.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';
import type { SeatsHeld } from '../../src/domain/booking/hold-limits.js';

/** Seats with row locks before reads and writes. */
export class LockingSeats implements SeatInventory {
  private readonly changed = new Set<string>();

  constructor(
    private readonly transaction: RunningTransaction,
    private readonly seats: SeatInventory,
  ) {}

  /** Returns the flights with written seats, sorted by id. */
  changedFlights(): string[] {
    return [...this.changed].sort(compareText);
  }

  async readCommitted(refs: readonly SeatRef[]): Promise<SeatRead> {
    await this.transaction.statement('seats.readCommitted');
    return await this.seats.readCommitted(refs);
  }

  async lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]> {
    // The set of seat rows of a known flight never changes; their contents are read under the locks.
    const wanted = await this.seats.lock(selections);
    await this.transaction.lock('seats.lock', wanted.map(ROW.seat));
    return await this.seats.lock(selections);
  }

  async lockUnlocked(refs: readonly SeatRef[]): Promise<SeatRecord[]> {
    await this.transaction.statement('seats.lockUnlocked');
    const { locks } = this.transaction.database;
    return await this.seats.lockUnlocked(
      refs.filter((ref) => locks.takeFree(this.transaction, ROW.seat(ref))),
    );
  }

  async ownersOn(flightId: string): Promise<string[]> {
    await this.transaction.statement('seats.ownersOn');
    return await this.seats.ownersOn(flightId);
  }

  /** Like an UPDATE, waits for the holder of each row and then checks that the row is unchanged. */
  async write(changes: readonly SeatChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.transaction.lock(
      'seats.write',
      changes.map(({ after }) => ROW.seat(after)),
    );
    await this.seats.write(changes);
    for (const change of changes) {
      this.transaction.database.seatWritten(change);
      this.changed.add(change.after.flightId);
    }
  }

  async heldBy(travellerId: string, now: Instant): Promise<SeatsHeld[]> {
    await this.transaction.statement('seats.heldBy');
    return await this.seats.heldBy(travellerId, now);
  }
}
