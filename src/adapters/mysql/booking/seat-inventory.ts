import { Brackets, type SelectQueryBuilder } from 'typeorm';
import {
  StaleRead,
  type SeatInventory,
  type SeatRead,
  type SeatSelection,
} from '../../../application/booking/unit-of-work.js';
import { groupBy } from '../../../domain/shared/group-by.js';
import type { Instant } from '../../../domain/shared/instant.js';
import type { SeatRecord, SeatRef } from '../../../domain/booking/seat.js';
import { jsonTable, sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import type { SeatCountWriter } from './seat-count-writer.js';
import { SEATS, seatOf, type SeatRow } from './tables.js';
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

type CommittedSeatRow = SeatRow & { readonly facts_version: number; readonly now: Date };

const HELD_BY = `
  SELECT s.flight_id AS flightId, s.owner AS bookingId, COUNT(*) AS seats
  FROM booking b JOIN seat s ON s.owner = b.id
  WHERE b.traveller_id = ? AND b.is_open = 1 AND s.state = 'held'
    AND GREATEST(s.held_until, COALESCE(s.pinned_until, s.held_until)) > ?
  GROUP BY s.flight_id, s.owner`;

/** Seats as rows, locked in the order of their key. */
export class MysqlSeatInventory implements SeatInventory {
  constructor(
    private readonly session: Session,
    private readonly counts: SeatCountWriter,
  ) {}

  async readCommitted(refs: readonly SeatRef[]): Promise<SeatRead> {
    const flights = [...groupBy(refs, ({ flightId }) => flightId)];
    const chosen = flights.map(() => '(s.flight_id = ? AND s.seat IN (?))').join(' OR ') || 'FALSE';
    const rows = await this.session.committedRows<CommittedSeatRow>(
      `SELECT f.version AS facts_version, SYSDATE(3) AS now, s.*
       FROM seat s JOIN flight_snapshot f ON f.flight_id = s.flight_id WHERE ${chosen}`,
      flights.flatMap(([flightId, seats]) => [flightId, seats.map(({ seat }) => seat)]),
    );
    return {
      records: rows.map(seatOf),
      factsVersions: new Map(rows.map((row) => [row.flight_id, row.facts_version])),
      now: rows[0] === undefined ? await this.session.now() : this.session.instantOf(rows[0].now),
    };
  }

  async lock(selections: readonly SeatSelection[]): Promise<SeatRecord[]> {
    const wanted = selections.filter(({ seats, cabins }) => seats.length + cabins.length > 0);
    if (wanted.length === 0) return [];
    return await locking(await this.chosen(wanted)).getMany();
  }

  async lockUnlocked(refs: readonly SeatRef[]): Promise<SeatRecord[]> {
    if (refs.length === 0) return [];
    const selections = [...groupBy(refs, ({ flightId }) => flightId)].map(([flightId, seats]) => ({
      flightId,
      seats: seats.map(({ seat }) => seat),
      cabins: [],
    }));
    return await locking(await this.chosen(selections))
      .setOnLocked('skip_locked')
      .getMany();
  }

  async ownersOn(flightId: string): Promise<string[]> {
    const sql = 'SELECT DISTINCT owner FROM seat WHERE flight_id = ? AND owner IS NOT NULL';
    return (await this.session.rows<{ owner: string }>(sql, [flightId])).map(({ owner }) => owner);
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

/** The unpaid seats that a traveller holds, per flight and booking. Runs within a unit or outside. */
export async function seatsHeldBy(session: Session, travellerId: string, now: Instant): Promise<SeatsHeld[]> {
  return await session.committedRows<SeatsHeld>(HELD_BY, [travellerId, sqlMoment(now)]);
}

function locking(query: SelectQueryBuilder<SeatRecord>): SelectQueryBuilder<SeatRecord> {
  return query.setLock('pessimistic_write');
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
