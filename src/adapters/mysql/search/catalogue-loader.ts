import type { EntitySchema } from 'typeorm';
import type { CatalogueLoader } from '../../../application/search/ports.js';
import {
  departureDay,
  type AircraftType,
  type Airline,
  type Airport,
  type CatalogueFlight,
} from '../../../domain/search/catalogue.js';
import type { Database } from '../connection/database.js';
import { asRefusals } from '../connection/errors.js';
import { retryOnConflict } from '../connection/retry-on-conflict.js';
import type { Session } from '../connection/session.js';
import { nextRevisions } from './day-revisions.js';
import { NEW_FLIGHT_COLUMNS, newFlightValues } from './flight-rows.js';
import { AIRCRAFT, AIRLINES, AIRPORTS, type AirportRow } from './tables.js';

/** Fills the catalogue in bulk. Each batch is stored whole or not at all. */
export class MysqlCatalogueLoader implements CatalogueLoader {
  constructor(private readonly database: Database) {}

  async loadAirports(airports: readonly Airport[]): Promise<number> {
    return await this.loadNamed(AIRPORTS, airports);
  }

  async loadAirlines(airlines: readonly Airline[]): Promise<number> {
    return await this.loadNamed(AIRLINES, airlines);
  }

  async loadAircraft(aircraft: readonly AircraftType[]): Promise<number> {
    return await this.loadNamed(AIRCRAFT, aircraft);
  }

  async loadFlights(flights: readonly CatalogueFlight[]): Promise<number> {
    if (flights.length === 0) return 0;
    const load = async (session: Session) => {
      const missing = await missingFrom(session, 'flight', 'id', flights, ({ id }) => id);
      if (missing.length === 0) return 0;
      const revisions = await nextRevisions(session, missing.map(departureDay));
      const row = `(${NEW_FLIGHT_COLUMNS.map(() => '?').join(', ')})`;
      // Another process may load the same flights at this moment: the rows that it inserts first stay.
      const sql = `
        INSERT INTO flight (${NEW_FLIGHT_COLUMNS.join(', ')}) VALUES ${missing.map(() => row).join(', ')}
        ON DUPLICATE KEY UPDATE id = flight.id`;
      const values = missing.flatMap((flight) => newFlightValues(flight, revisions));
      await session.write(sql, values);
      return missing.length;
    };
    return await asRefusals(() => retryOnConflict(() => this.database.transaction(load)));
  }

  async isEmpty(): Promise<boolean> {
    return await this.load(
      async (session) => (await session.rows('SELECT 1 FROM airport LIMIT 1')).length === 0,
    );
  }

  private async loadNamed<T extends AirportRow | Airline | AircraftType>(
    table: EntitySchema<T>,
    entries: readonly T[],
  ): Promise<number> {
    if (entries.length === 0) return 0;
    return await this.load(async (session) => {
      const missing = await missingFrom(session, table.options.name, 'code', entries, ({ code }) => code);
      if (missing.length === 0) return 0;
      const insert = (await session.manager())
        .createQueryBuilder()
        .insert()
        .into(table)
        .values(missing as never);
      await insert.orUpdate(['code'], ['code']).execute();
      return missing.length;
    });
  }

  private async load<T>(use: (session: Session) => Promise<T>): Promise<T> {
    // A retry is safe: each batch is one statement, which leaves existing rows unchanged.
    return await asRefusals(() => retryOnConflict(() => this.database.session(use)));
  }
}

async function missingFrom<T>(
  session: Session,
  table: string,
  key: string,
  entries: readonly T[],
  keyOf: (entry: T) => string,
): Promise<T[]> {
  const sql = `SELECT ${key} AS known FROM ${table} WHERE ${key} IN (?)`;
  const rows = await session.rows<{ known: string }>(sql, [entries.map(keyOf)]);
  const known = new Set(rows.map((row) => row.known));
  return entries.filter((entry) => !known.has(keyOf(entry)));
}
