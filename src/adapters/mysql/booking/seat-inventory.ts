import { Brackets, type SelectQueryBuilder } from 'typeorm';
import {
  StaleRead,
  type SeatInventory,
  type SeatRead,
  type SeatSelection,
} from '../../../application/booking/unit-of-work.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { SeatRecord, SeatRef } from '../../../domain/booking/seat.js';
import { jsonTable, sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import type { SeatCountWriter } from './seat-count-writer.js';
import { committedSeats, lockUnlockedSeats, seatsHeldBy } from './seat-reads.js';
import { SEATS } from './tables.js';
import type { SeatChange } from '../../../domain/booking/seat-moves.js';
import type { SeatsHeld } from '../../../domain/booking/hold-limits.js';

const CHANGED = jsonTable({
  flight_id: 'id',
  seat: 'word',
  state: 'word',
  owner: 'id',
  held_since: 'moment',
  held_until: 'moment',
  pinned_until: 'moment',
  version: 'whole',
  old_owner: 'id',
  old_version: 'whole',
});

/** A guarded write. On an engine whose locks are local to a server, this guard alone decides. */
const WRITE = `
  UPDATE ${CHANGED} c STRAIGHT_JOIN seat s ON s.flight_id = c.flight_id AND s.seat = c.seat
  SET s.state = c.state, s.owner = c.owner, s.held_since = c.held_since, s.held_until = c.held_until,
      s.pinned_until = c.pinned_until, s.version = c.version
  WHERE s.version = c.old_version AND s.owner <=> c.old_owner`;

/** Seats as rows, locked in the order of their key. */
export class MysqlSeatInventory implements SeatInventory {
  constructor(
    private readonly session: Session,
    private readonly counts: SeatCountWriter,
  ) {}

  async readCommitted(refs: readonly SeatRef[]): Promise<SeatRead> {
    const { now, ...seats } = await committedSeats(this.session, refs);
    return { ...seats, now: now ?? (await this.session.now()) };
  }

  async lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]> {
    const wanted = selections.filter(({ seats, cabins }) => seats.length + cabins.length > 0);
    if (wanted.length === 0) return [];
    return await (await this.chosen(wanted)).setLock('pessimistic_write').getMany();
  }

  async lockUnlocked(refs: readonly SeatRef[]): Promise<SeatRecord[]> {
    return refs.length === 0 ? [] : [...(await lockUnlockedSeats(this.session, refs)).records];
  }

  async ownersOn(flightId: string): Promise<string[]> {
    const sql = 'SELECT owner FROM seat WHERE flight_id = ? AND owner IS NOT NULL';
    const rows = await this.session.rows<{ owner: string }>(sql, [flightId]);
    return [...new Set(rows.map(({ owner }) => owner))];
  }

  async write(changes: readonly SeatChange[]): Promise<void> {
    if (changes.length === 0) return;
    const written = await this.session.write(WRITE, [JSON.stringify(changes.map(changedRow))]);
    if (written !== changes.length) {
      throw new StaleRead(
        `${changes.length - written} of ${changes.length} seats have changed since they were read`,
      );
    }
    this.counts.moved(changes);
  }

  async heldBy(travellerId: string, now: Instant): Promise<SeatsHeld[]> {
    return await seatsHeldBy(this.session, travellerId, now);
  }

  /** One range of the primary key for each flight: MariaDB would scan the table for a list of pairs. */
  private async chosen(selections: readonly SeatSelection[]): Promise<SelectQueryBuilder<SeatRecord>> {
    const any = new Brackets((where) => {
      selections.forEach(({ flightId, seats, cabins }, n) => {
        const parts = [
          ...(seats.length === 0 ? [] : [`s.seat IN (:...seats${n})`]),
          ...(cabins.length === 0 ? [] : [`s.cabin IN (:...cabins${n})`]),
        ];
        const values = { [`flight${n}`]: flightId, [`seats${n}`]: seats, [`cabins${n}`]: cabins };
        where.orWhere(`(s.flightId = :flight${n} AND (${parts.join(' OR ')}))`, values);
      });
    });
    return (await this.session.manager())
      .createQueryBuilder(SEATS, 's')
      .where(any)
      .orderBy({ 's.flightId': 'ASC', 's.seat': 'ASC' });
  }
}

function changedRow({ before, after }: SeatChange): object {
  return {
    flight_id: after.flightId,
    seat: after.seat,
    state: after.state,
    owner: after.owner,
    held_since: sqlMoment(after.heldSince),
    held_until: sqlMoment(after.heldUntil),
    pinned_until: sqlMoment(after.pinnedUntil),
    version: after.version,
    old_owner: before.owner,
    old_version: before.version,
  };
}
