import type { SeatInventory, SeatRead, SeatSelection } from '../../src/application/booking/unit-of-work.js';
import { compareText } from '../../src/domain/shared/compare-text.js';
import type { Instant } from '../../src/domain/shared/instant.js';
import type { SeatRecord, SeatRef } from '../../src/domain/booking/seat.js';
import { ROW, type RunningTransaction } from './database.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';
import type { SeatsHeld } from '../../src/domain/booking/hold-limits.js';

/** Seats whose records are locked before they are read, and before they are written. */
export class LockingSeats implements SeatInventory {
  private readonly changed = new Set<string>();

  constructor(
    private readonly transaction: RunningTransaction,
    private readonly seats: SeatInventory,
  ) {}

  /** The flights of which seats were written, in the order of their ids. */
  changedFlights(): string[] {
    return [...this.changed].sort(compareText);
  }

  async readCommitted(refs: readonly SeatRef[]): Promise<SeatRead> {
    await this.transaction.statement('seats.readCommitted');
    return await this.seats.readCommitted(refs);
  }

  async lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]> {
    // Which rows there are never changes once a flight is known; what is in them is read under the locks.
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

  /** As an UPDATE does, it waits for whoever has a record, and then looks whether it still is what it was. */
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
