import { CABINS, countPerCabin, type Cabin, type PerCabin } from '../../../domain/flight/cabin.js';
import { compareText } from '../../../domain/shared/compare-text.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { SeatRecord } from '../../../domain/booking/seat.js';
import { jsonTable, sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import type { SeatChange } from '../../../domain/booking/seat-moves.js';

/** A row of `seat_count`. */
export interface SeatCountRow {
  readonly flight_id: string;
  readonly version: number;
  readonly first: number;
  readonly business: number;
  readonly premium_economy: number;
  readonly economy: number;
}

export const COUNT_COLUMNS = 'flight_id, version, first, business, premium_economy, economy';

const MOVED = jsonTable({
  flight_id: 'id',
  first: 'whole',
  business: 'whole',
  premium_economy: 'whole',
  economy: 'whole',
});

/**
 * Counts and version change in one commit with the seats; the row is also the outbox entry for search. A rejected row
 * is due again with its next change, once its lease has ended. The first version is the time in milliseconds, so that
 * it exceeds every version that search stored before a backup was restored: versions grow by fewer than a thousand a
 * second.
 */
const WRITE = `
  UPDATE ${MOVED} c STRAIGHT_JOIN seat_count n ON n.flight_id = c.flight_id
  SET n.version = IF(n.version = 0, ?, n.version + 1),
      n.first = n.first + c.first, n.business = n.business + c.business,
      n.premium_economy = n.premium_economy + c.premium_economy, n.economy = n.economy + c.economy,
      n.untold_since = COALESCE(n.untold_since, ?), n.tell_at = LEAST(COALESCE(n.tell_at, ?), ?)`;

/**
 * The seat counts of the flights whose seats a unit of work changes. They are written last, in one statement, so that
 * the row that all buyers of a flight share is locked as briefly as possible.
 */
export class SeatCountWriter {
  private readonly differences = new Map<string, Record<Cabin, number>>();

  constructor(private readonly session: Session) {}

  /** A seat counts as available only if its row says so: the sweeper adds the seats of lapsed holds. */
  moved(changes: readonly SeatChange[]): void {
    for (const { before, after } of changes) {
      const difference = this.differences.get(after.flightId) ?? { ...countPerCabin([]) };
      difference[after.cabin] += Number(after.state === 'available') - Number(before.state === 'available');
      this.differences.set(after.flightId, difference);
    }
  }

  /** Inserts the first counts of a flight. `sendSince` makes them due; it is needed if search would assume others. */
  async begin(flightId: string, seats: readonly SeatRecord[], sendSince: Instant | null): Promise<void> {
    const left = countPerCabin(seats.filter(({ state }) => state === 'available'));
    const since = sqlMoment(sendSince);
    await this.session.write(
      `INSERT INTO seat_count (${COUNT_COLUMNS}, untold_since, tell_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [flightId, sendSince ?? 0, ...CABINS.map((cabin) => left[cabin]), since, since],
    );
  }

  /** Writes the counts, ordered by flight. Reads the time unless it is given. */
  async flush(at?: Instant): Promise<void> {
    if (this.differences.size === 0) return;
    const rows = [...this.differences]
      .sort(([a], [b]) => compareText(a, b))
      .map(([flight_id, { 'premium-economy': premium_economy, ...rest }]) => ({
        flight_id,
        premium_economy,
        ...rest,
      }));
    const now = at ?? (await this.session.now());
    const moments = [sqlMoment(now), sqlMoment(now), sqlMoment(now + SECOND)];
    const written = await this.session.write(WRITE, [JSON.stringify(rows), now, ...moments]);
    if (written !== rows.length) throw new Error(`${rows.length - written} flights have seats and no counts`);
  }
}

export function seatCountsOf(row: SeatCountRow): SeatCounts {
  const { first, business, economy, premium_economy } = row;
  const seatsLeft: PerCabin = { first, business, 'premium-economy': premium_economy, economy };
  return { flightId: row.flight_id, version: row.version, seatsLeft };
}
