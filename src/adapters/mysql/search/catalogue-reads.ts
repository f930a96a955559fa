import type { CatalogueReads, LegQuery } from '../../../application/search/ports.js';
import { CABINS } from '../../../domain/cabin.js';
import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../../domain/catalogue.js';
import type { Instant } from '../../../domain/instant.js';
import type { Money } from '../../../domain/money.js';
import type { Database } from '../database.js';
import { refusalFor } from '../errors.js';
import { sqlMoment } from '../json-rows.js';
import type { Parameters, Session } from '../session.js';
import { CABIN_COLUMNS, findFlights } from './flight-rows.js';
import { AIRCRAFT, AIRLINES, AIRPORTS } from './tables.js';

/** More than any price: the least of it and a price is the price. */
const NO_PRICE = 4_294_967_295;

const CHEAPEST = CABINS.map((cabin) => {
  const column = CABIN_COLUMNS[cabin];
  return `IF(f.${column}_left > 0, COALESCE(f.${column}_price, ${NO_PRICE}), ${NO_PRICE})`;
}).join(', ');

interface DayRow {
  readonly day: string;
  readonly amount: number;
  readonly currency: string;
}

/** Reads of the catalogue as it is committed. */
export class MysqlCatalogueReads implements CatalogueReads {
  constructor(private readonly database: Database) {}

  async flight(id: string): Promise<CatalogueFlight | null> {
    return (await this.read((session) => findFlights(session, 'f.id = ?', [id])))[0] ?? null;
  }

  async flightsOnDay(origin: string, destination: string, day: string): Promise<CatalogueFlight[]> {
    const condition = 'f.origin = ? AND f.destination = ? AND f.departure_day = ?';
    return await this.read((session) => findFlights(session, condition, [origin, destination, day]));
  }

  async legs(query: LegQuery): Promise<CatalogueFlight[]> {
    const { origins, destinations, departingFrom, departingUntil, limit } = query;
    if (origins?.length === 0 || destinations?.length === 0) return [];
    const places: [string, Parameters[number]][] = [];
    if (origins !== undefined) places.push(['f.origin IN (?) AND', origins]);
    if (destinations !== undefined) places.push(['f.destination IN (?) AND', destinations]);
    const condition = `${places.map(([sql]) => sql).join(' ')} f.departs_at BETWEEN ? AND ? AND f.status = 'scheduled'`;
    const times = [sqlMoment(departingFrom), sqlMoment(departingUntil)];
    const parameters = [...places.map(([, codes]) => codes), ...times, limit];
    return await this.read((session) =>
      findFlights(session, condition, parameters, 'ORDER BY f.departs_at, f.id LIMIT ?'),
    );
  }

  async cheapestByDay(
    route: { readonly origin: string; readonly destination: string },
    days: { readonly firstDay: string; readonly lastDay: string },
    now: Instant,
  ): Promise<ReadonlyMap<string, Money>> {
    const sql = `
      SELECT DATE_FORMAT(f.departure_day, '%Y-%m-%d') AS day, MIN(LEAST(${CHEAPEST})) AS amount,
             MIN(f.currency) AS currency
      FROM flight f
      WHERE f.origin = ? AND f.destination = ? AND f.departure_day BETWEEN ? AND ?
        AND f.status = 'scheduled' AND f.departs_at > ?
      GROUP BY f.departure_day`;
    const parameters = [route.origin, route.destination, days.firstDay, days.lastDay, sqlMoment(now)];
    const rows = await this.read((session) => session.rows<DayRow>(sql, parameters));
    return new Map(
      rows
        .filter(({ amount }) => amount < NO_PRICE)
        .map(({ day, amount, currency }) => [day, { amount, currency }]),
    );
  }

  async airports(): Promise<readonly Airport[]> {
    return await this.read(({ manager }) => manager.find(AIRPORTS));
  }

  async airlines(): Promise<readonly Airline[]> {
    return await this.read(({ manager }) => manager.find(AIRLINES));
  }

  async aircraft(): Promise<readonly AircraftType[]> {
    return await this.read(({ manager }) => manager.find(AIRCRAFT));
  }

  private async read<T>(use: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.database.read(use);
    } catch (error) {
      throw refusalFor(error);
    }
  }
}
