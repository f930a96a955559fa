import type { CatalogueReads, Route } from '../../../application/search/ports.js';
import { CABINS } from '../../../domain/flight/cabin.js';
import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../../domain/search/catalogue.js';
import type { FlightList } from '../../../domain/search/flight-search.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { cityCodeOf } from '../../../domain/search/metropolitan-areas.js';
import type { Money } from '../../../domain/shared/money.js';
import type { Database } from '../connection/database.js';
import { asRefusals } from '../connection/errors.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Parameters, Session } from '../connection/session.js';
import { NO_PRICE, ON_ROUTE, partOfList } from './flight-list.js';
import { CABIN_COLUMNS, flightOf } from './flight-rows.js';
import { AIRCRAFT, AIRLINES, AIRPORTS, type FlightRow } from './tables.js';

const FLIGHTS = 'SELECT f.* FROM flight f';

/** From 1,000 values on MariaDB makes a table of an IN (`in_predicate_conversion_threshold`), and may scan `flight`. */
const FLIGHTS_READ_MAX = 500;

const CHEAPEST = CABINS.map((cabin) => {
  const column = CABIN_COLUMNS[cabin];
  return `IF(f.${column}_left > 0, COALESCE(f.${column}_price, ${NO_PRICE}), ${NO_PRICE})`;
}).join(', ');

interface DayRow {
  readonly day: string;
  readonly amount: number;
  readonly currency: string;
}

/** Reads of the committed catalogue. */
export class MysqlCatalogueReads implements CatalogueReads {
  /**
   * Time zones by airport, as they were last read: a join would read two more rows for each flight. One entry for each
   * airport; `ReferenceData` reads all airports again every few seconds.
   */
  private zones: ReadonlyMap<string, string> = new Map();

  constructor(private readonly database: Database) {}

  async flight(id: string): Promise<CatalogueFlight | null> {
    return (await this.find(`${FLIGHTS} WHERE f.id = ?`, [id]))[0] ?? null;
  }

  async flights(ids: readonly string[]): Promise<CatalogueFlight[]> {
    const wanted = [...new Set(ids)];
    const found: CatalogueFlight[] = [];
    for (let start = 0; start < wanted.length; start += FLIGHTS_READ_MAX) {
      const some = wanted.slice(start, start + FLIGHTS_READ_MAX);
      found.push(...(await this.find(`${FLIGHTS} WHERE f.id IN (?)`, [some])));
    }
    return found;
  }

  async flightsOnDay(
    { origins, destinations }: Route,
    day: string,
    list: FlightList,
    now: Instant,
  ): Promise<CatalogueFlight[]> {
    const part = partOfList(list, now);
    const sql = `${FLIGHTS} FORCE INDEX (flight_by_departure) WHERE ${ON_ROUTE} AND f.departure_day = ? AND ${part.sql}`;
    return await this.find(sql, [origins, destinations, day, ...part.values]);
  }

  async cheapestByDay(
    { origins, destinations }: Route,
    days: { readonly firstDay: string; readonly lastDay: string },
    now: Instant,
  ): Promise<ReadonlyMap<string, Money>> {
    // Grouped by the first columns of the index: otherwise MySQL may read all of it, for its order.
    const sql = `
      SELECT DATE_FORMAT(f.departure_day, '%Y-%m-%d') AS day, MIN(LEAST(${CHEAPEST})) AS amount,
             MIN(f.currency) AS currency
      FROM flight f FORCE INDEX (flight_by_departure)
      WHERE ${ON_ROUTE} AND f.departure_day BETWEEN ? AND ?
        AND f.status = 'scheduled' AND f.departs_at > ?
      GROUP BY f.origin, f.destination, f.departure_day`;
    const parameters = [origins, destinations, days.firstDay, days.lastDay, sqlMoment(now)];
    const rows = await this.read((session) => session.rows<DayRow>(sql, parameters));
    const cheapest = new Map<string, Money>();
    for (const { day, amount, currency } of rows)
      if (amount < (cheapest.get(day)?.amount ?? NO_PRICE)) cheapest.set(day, { amount, currency });
    return cheapest;
  }

  async airports(): Promise<readonly Airport[]> {
    const airports = await this.read(async (session) => (await session.manager()).find(AIRPORTS));
    this.zones = new Map(airports.map(({ code, timeZone }) => [code, timeZone]));
    // Rows of versions before city codes have none.
    return airports.map((airport) => ({
      ...airport,
      cityCode: airport.cityCode ?? cityCodeOf(airport.code),
    }));
  }

  async airlines(): Promise<readonly Airline[]> {
    return await this.read(async (session) => (await session.manager()).find(AIRLINES));
  }

  async aircraft(): Promise<readonly AircraftType[]> {
    return await this.read(async (session) => (await session.manager()).find(AIRCRAFT));
  }

  private async find(sql: string, parameters: Parameters): Promise<CatalogueFlight[]> {
    const rows = await this.read((session) => session.rows<FlightRow>(sql, parameters));
    const isKnown = ({ origin, destination }: FlightRow) =>
      this.zones.has(origin) && this.zones.has(destination);
    if (!rows.every(isKnown)) await this.airports();
    return rows.flatMap((row) => {
      const [departureZone, arrivalZone] = [this.zones.get(row.origin), this.zones.get(row.destination)];
      if (departureZone === undefined || arrivalZone === undefined) return [];
      return [flightOf(row, departureZone, arrivalZone)];
    });
  }

  private async read<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await asRefusals(() => this.database.read(use));
  }
}
