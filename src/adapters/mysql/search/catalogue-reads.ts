import type { CatalogueReads, Route } from '../../../application/search/ports.js';
import { CABINS } from '../../../domain/flight/cabin.js';
import type { AircraftType, Airline, Airport, CatalogueFlight } from '../../../domain/search/catalogue.js';
import type { Instant } from '../../../domain/shared/instant.js';
import { cityCodeOf } from '../../../domain/search/metropolitan-areas.js';
import type { Money } from '../../../domain/shared/money.js';
import type { Database } from '../connection/database.js';
import { asRefusals } from '../connection/errors.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';
import { CABIN_COLUMNS, findFlights } from './flight-rows.js';
import { AIRCRAFT, AIRLINES, AIRPORTS } from './tables.js';

/** Stands for a missing price. It is higher than any price, so that LEAST ignores it. */
const NO_PRICE = 4_294_967_295;

/** Each pair of airports is a range of the index on origin, destination and day. */
const ON_ROUTE = 'f.origin IN (?) AND f.destination IN (?)';

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
  constructor(private readonly database: Database) {}

  async flight(id: string): Promise<CatalogueFlight | null> {
    return (await this.read((session) => findFlights(session, 'f.id = ?', [id])))[0] ?? null;
  }

  async flights(ids: readonly string[]): Promise<CatalogueFlight[]> {
    const wanted = [...new Set(ids)];
    const found: CatalogueFlight[] = [];
    for (let start = 0; start < wanted.length; start += FLIGHTS_READ_MAX) {
      const some = wanted.slice(start, start + FLIGHTS_READ_MAX);
      found.push(...(await this.read((session) => findFlights(session, 'f.id IN (?)', [some]))));
    }
    return found;
  }

  async flightsOnDay({ origins, destinations }: Route, day: string): Promise<CatalogueFlight[]> {
    const condition = `${ON_ROUTE} AND f.departure_day = ?`;
    return await this.read((session) => findFlights(session, condition, [origins, destinations, day]));
  }

  async cheapestByDay(
    { origins, destinations }: Route,
    days: { readonly firstDay: string; readonly lastDay: string },
    now: Instant,
  ): Promise<ReadonlyMap<string, Money>> {
    const sql = `
      SELECT DATE_FORMAT(f.departure_day, '%Y-%m-%d') AS day, MIN(LEAST(${CHEAPEST})) AS amount,
             MIN(f.currency) AS currency
      FROM flight f
      WHERE ${ON_ROUTE} AND f.departure_day BETWEEN ? AND ?
        AND f.status = 'scheduled' AND f.departs_at > ?
      GROUP BY f.departure_day`;
    const parameters = [origins, destinations, days.firstDay, days.lastDay, sqlMoment(now)];
    const rows = await this.read((session) => session.rows<DayRow>(sql, parameters));
    return new Map(
      rows
        .filter(({ amount }) => amount < NO_PRICE)
        .map(({ day, amount, currency }) => [day, { amount, currency }]),
    );
  }

  async airports(): Promise<readonly Airport[]> {
    const airports = await this.read(async (session) => (await session.manager()).find(AIRPORTS));
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

  private async read<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await asRefusals(() => this.database.read(use));
  }
}
