import { In } from 'typeorm';
import type { StoredFlightFacts } from '../../../application/booking/unit-of-work.js';
import type { FlightsById } from '../../../domain/booking/booking.js';
import type { FlightFacts } from '../../../domain/flight/flight.js';
import type { SeatRecord } from '../../../domain/booking/seat.js';
import { untouchedSeatsOf } from '../../../domain/booking/untouched-seats.js';
import { isDuplicate } from '../connection/errors.js';
import type { Session } from '../connection/session.js';
import type { SeatCountWriter } from './seat-count-writer.js';
import { FLIGHT_FACTS } from './tables.js';

const INSERT_FACTS = 'INSERT INTO flight_snapshot (flight_id, version, facts) VALUES (?, ?, ?)';

/** Of an untouched seat all other columns are NULL. One statement for all seats: it precedes a flight's first hold. */
const INSERT_SEATS = 'INSERT INTO seat (flight_id, seat, cabin, state, version) VALUES ?';

/** Booking's flight facts as rows. The primary key lets each flight be added only once. */
export class MysqlFlightFacts implements StoredFlightFacts {
  constructor(
    private readonly session: Session,
    private readonly counts: SeatCountWriter,
  ) {}

  async find(flightIds: readonly string[]): Promise<FlightsById> {
    return await findFlights(this.session, flightIds);
  }

  async add(facts: FlightFacts): Promise<boolean> {
    const { flightId, version } = facts;
    try {
      await this.session.write(INSERT_FACTS, [flightId, version, JSON.stringify(facts)]);
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
    const seats = untouchedSeatsOf(facts);
    await this.session.write(INSERT_SEATS, [seats.map(valuesOf)]);
    // Clients may have read the seat map of a flight before its cancellation: now it needs another version.
    const sendSince = facts.status === 'cancelled' ? await this.session.now() : null;
    await this.counts.begin(flightId, seats, sendSince);
    return true;
  }

  async update(facts: FlightFacts): Promise<boolean> {
    const { flightId, version } = facts;
    const sql = 'UPDATE flight_snapshot SET version = ?, facts = ? WHERE flight_id = ? AND version < ?';
    return (await this.session.write(sql, [version, JSON.stringify(facts), flightId, version])) > 0;
  }
}

function valuesOf({ flightId, seat, cabin, state, version }: SeatRecord): (string | number)[] {
  return [flightId, seat, cabin, state, version];
}

/** The committed versions of the facts of flights. Takes no lock. */
export async function factsVersionsOf(
  session: Session,
  flightIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await session.committedRows<{ readonly id: string; readonly version: number }>(
    'SELECT flight_id AS id, version FROM flight_snapshot WHERE flight_id IN (?)',
    [[...new Set(flightIds)]],
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The stored facts of the flights that booking knows. */
export async function findFlights(session: Session, flightIds: readonly string[]): Promise<FlightsById> {
  if (flightIds.length === 0) return new Map();
  const rows = await (
    await session.manager()
  ).findBy(FLIGHT_FACTS, { flightId: In([...new Set(flightIds)]) });
  return new Map(rows.map(({ flightId, facts }) => [flightId, facts]));
}
