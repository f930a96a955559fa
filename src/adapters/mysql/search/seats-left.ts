import type { SeatsLeft } from '../../../application/search/ports.js';
import { CABINS } from '../../../domain/flight/cabin.js';
import { compareText } from '../../../domain/shared/compare-text.js';
import type { SeatCounts } from '../../../domain/flight/seat-counts.js';
import type { Database } from '../connection/database.js';
import { asRefusals } from '../connection/errors.js';
import { jsonTable } from '../connection/json-rows.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { Session } from '../connection/session.js';
import { CABIN_COLUMNS } from './flight-rows.js';

const RECEIVED = jsonTable({
  flight_id: 'id',
  version: 'whole',
  first: 'whole',
  business: 'whole',
  premium_economy: 'whole',
  economy: 'whole',
});

const SETS = CABINS.map((cabin) => `f.${CABIN_COLUMNS[cabin]}_left = c.${CABIN_COLUMNS[cabin]}`).join(', ');

/** The higher version wins, in whatever order the counts arrive. */
const RECORD = `
  UPDATE ${RECEIVED} c STRAIGHT_JOIN flight f ON f.id = c.flight_id
  SET ${SETS}, f.seats_version = c.version
  WHERE f.seats_version < c.version`;

/** Search's copy of the seat counts, in the rows of the flights. */
export class MysqlSeatsLeft implements SeatsLeft {
  constructor(private readonly database: Database) {}

  async record(seatCounts: readonly SeatCounts[]): Promise<readonly string[]> {
    if (seatCounts.length === 0) return [];
    // The rows are sorted, so that two statements with the same flights do not deadlock.
    const rows = highestOf(seatCounts)
      .sort((a, b) => compareText(a.flightId, b.flightId))
      .map(sentRow);
    const record = async (session: Session) => {
      await session.write(RECORD, [JSON.stringify(rows)]);
      return await unknownOf(session, seatCounts);
    };
    return await asRefusals(() => retryOnConflict(() => this.database.session(record)));
  }
}

/** The highest version of each flight: a statement writes a row once, with the first match. */
function highestOf(seatCounts: readonly SeatCounts[]): SeatCounts[] {
  const highest = new Map<string, SeatCounts>();
  for (const counts of seatCounts) {
    const known = highest.get(counts.flightId);
    if (known === undefined || counts.version > known.version) highest.set(counts.flightId, counts);
  }
  return [...highest.values()];
}

async function unknownOf(session: Session, seatCounts: readonly SeatCounts[]): Promise<string[]> {
  const ids = seatCounts.map(({ flightId }) => flightId);
  const rows = await session.rows<{ id: string }>('SELECT id FROM flight WHERE id IN (?)', [ids]);
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

function sentRow({ flightId, version, seatsLeft }: SeatCounts): object {
  const counts = CABINS.map((cabin): [string, number] => [CABIN_COLUMNS[cabin], seatsLeft[cabin]]);
  return { flight_id: flightId, version, ...Object.fromEntries(counts) };
}
