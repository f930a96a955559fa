import type { EntitySchema, ObjectLiteral } from 'typeorm';
import type { CatalogueStores, CatalogueUnits } from '../../../application/search/ports.js';
import {
  departureDay,
  type AircraftType,
  type Airline,
  type Airport,
  type CatalogueFlight,
} from '../../../domain/search/catalogue.js';
import type { Database } from '../connection/database.js';
import { isDuplicate, asRefusals } from '../connection/errors.js';
import { sqlMoment } from '../connection/json-rows.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { Session } from '../connection/session.js';
import { markLeft, nextRevisions } from './day-revisions.js';
import {
  findFlights,
  FLIGHT_COLUMNS,
  flightValues,
  NEW_FLIGHT_COLUMNS,
  newFlightValues,
} from './flight-rows.js';
import { AIRCRAFT, AIRLINES, AIRPORTS } from './tables.js';

/** Changes of the catalogue as transactions. */
export class MysqlCatalogueUnits implements CatalogueUnits {
  constructor(private readonly database: Database) {}

  async run<T>(work: (stores: CatalogueStores) => Promise<T>): Promise<T> {
    const unit = (session: Session) => work(new MysqlCatalogueStores(session));
    return await asRefusals(() => retryOnConflict(() => this.database.transaction(unit)));
  }
}

class MysqlCatalogueStores implements CatalogueStores {
  constructor(private readonly session: Session) {}

  async lockFlight(id: string): Promise<CatalogueFlight | null> {
    // A lock on the join below would lock the airports as well.
    await this.session.rows('SELECT id FROM flight WHERE id = ? FOR UPDATE', [id]);
    return (await findFlights(this.session, 'f.id = ?', [id]))[0] ?? null;
  }

  async insertFlight(flight: CatalogueFlight): Promise<boolean> {
    const revisions = await nextRevisions(this.session, [departureDay(flight)]);
    const sql = `INSERT INTO flight (${NEW_FLIGHT_COLUMNS.join(', ')}) VALUES (${NEW_FLIGHT_COLUMNS.map(() => '?').join(', ')})`;
    return await isNew(() => this.session.write(sql, newFlightValues(flight, revisions)));
  }

  async updateFlight(flight: CatalogueFlight): Promise<void> {
    const day = departureDay(flight);
    const dayBefore = await this.dayOf(flight.id);
    const revisions = await nextRevisions(this.session, [day, dayBefore ?? day]);
    if (dayBefore !== null && dayBefore !== day) await markLeft(this.session, dayBefore);
    const sets = [...FLIGHT_COLUMNS, 'revision'].map((column) => `${column} = ?`).join(', ');
    const values = [...flightValues(flight), revisions.get(day) ?? 0, flight.id];
    await this.session.write(`UPDATE flight SET ${sets} WHERE id = ?`, values);
    const now = sqlMoment(await this.session.now());
    await this.session.write(
      `INSERT INTO flight_change (flight_id, version, untold_since, tell_at) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE version = VALUES(version), tell_at = LEAST(tell_at, VALUES(tell_at))`,
      [flight.id, flight.version, now, now],
    );
  }

  async insertAirport(airport: Airport): Promise<boolean> {
    return await this.insert(AIRPORTS, airport);
  }

  async insertAirline(airline: Airline): Promise<boolean> {
    return await this.insert(AIRLINES, airline);
  }

  async insertAircraft(aircraft: AircraftType): Promise<boolean> {
    return await this.insert(AIRCRAFT, aircraft);
  }

  private async dayOf(flightId: string): Promise<string | null> {
    const sql = `SELECT DATE_FORMAT(departure_day, '%Y-%m-%d') AS day FROM flight WHERE id = ?`;
    const [row] = await this.session.rows<{ day: string }>(sql, [flightId]);
    return row?.day ?? null;
  }

  private async insert<T extends ObjectLiteral>(table: EntitySchema<T>, row: T): Promise<boolean> {
    return await isNew(async () => (await this.session.manager()).insert(table, row));
  }
}

async function isNew(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
