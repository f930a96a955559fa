import { randomUUID } from 'node:crypto';
import { Dice } from '../travellers/dice.js';
import mysql, { type Connection } from 'mysql2/promise';
import { NOTHING, type Side } from './side.js';
import type { Site } from './site.js';

const DATABASE = 'holdfast_bench';

const dice = new Dice(1);
const CONNECTIONS = 16;
const FLIGHTS = 400;
const SEATS = 200;

/** The result of one round of sales by the bare driver. */
export interface RawRound {
  readonly sales: number;
  readonly seconds: number;
}

/**
 * Sells seats in the database without a service, to measure how many it can sell: one transaction for each sale (lock
 * the seat, insert a booking, update the seat, commit), over sixteen connections of the bare driver.
 */
export class RawSales {
  private constructor(
    private readonly root: Connection,
    private readonly connections: readonly Connection[],
  ) {}

  /** Creates a separate database on the server, with seats to sell. */
  static async open(port: number, password: string): Promise<RawSales> {
    const address = { host: '127.0.0.1', port, user: 'root', password };
    const root = await mysql.createConnection(address);
    await root.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await root.query(`CREATE DATABASE ${DATABASE}`);
    await root.query(`CREATE TABLE ${DATABASE}.seat (flight INT NOT NULL, seat INT NOT NULL, booking CHAR(36) NULL,
      version INT NOT NULL DEFAULT 0, PRIMARY KEY (flight, seat)) ENGINE = InnoDB`);
    await root.query(`CREATE TABLE ${DATABASE}.booking (id CHAR(36) NOT NULL, flight INT NOT NULL, seat INT NOT NULL,
      traveller CHAR(36) NOT NULL, made DATETIME(3) NOT NULL, PRIMARY KEY (id)) ENGINE = InnoDB`);
    const connections = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => mysql.createConnection({ ...address, database: DATABASE })),
    );
    for (const connection of connections)
      await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    return new RawSales(root, connections);
  }

  /** Sells distinct seats until the time is over: of one flight, or of flights at random. */
  async round(milliseconds: number, isOneFlight: boolean): Promise<RawRound> {
    await this.refill();
    const free = seatsInRandomOrder(isOneFlight);
    const startedAt = performance.now();
    let sales = 0;
    await Promise.all(
      this.connections.map(async (connection) => {
        while (performance.now() - startedAt < milliseconds) {
          const next = free.pop();
          if (next === undefined) return;
          await sell(connection, next);
          sales += 1;
        }
      }),
    );
    return { sales, seconds: (performance.now() - startedAt) / 1_000 };
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    await this.root.query(`DROP DATABASE ${DATABASE}`);
    this.root.destroy();
  }

  /** One flight has as many seats as all others together, so that it is not sold out within a round. */
  private async refill(): Promise<void> {
    await this.root.query(`TRUNCATE ${DATABASE}.booking`);
    await this.root.query(`TRUNCATE ${DATABASE}.seat`);
    const all = [...seatsInRandomOrder(true), ...seatsInRandomOrder(false)];
    for (let start = 0; start < all.length; start += 10_000) {
      const rows = all.slice(start, start + 10_000).map(({ flight, seat }) => [flight, seat]);
      await this.root.query(`INSERT INTO ${DATABASE}.seat (flight, seat) VALUES ?`, [rows]);
    }
  }
}

/** A side of sales by the bare driver. */
export function rawSide(
  name: string,
  site: Site,
  { raw, isOneFlight }: { readonly raw: RawSales; readonly isOneFlight: boolean },
): Side {
  return {
    name,
    unit: 'sales',
    isAudited: false,
    site,
    round: async (milliseconds) => {
      const { sales, seconds } = await raw.round(milliseconds, isOneFlight);
      return { ...NOTHING, perSecond: sales / seconds };
    },
  };
}

interface RawSeat {
  readonly flight: number;
  readonly seat: number;
}

function seatsInRandomOrder(isOneFlight: boolean): RawSeat[] {
  const all = Array.from({ length: FLIGHTS * SEATS }, (_, n): RawSeat =>
    isOneFlight ? { flight: 0, seat: n } : { flight: 1 + (n % FLIGHTS), seat: Math.floor(n / FLIGHTS) },
  );
  return dice.shuffled(all);
}

async function sell(connection: Connection, { flight, seat }: RawSeat): Promise<void> {
  const booking = randomUUID();
  await connection.query('START TRANSACTION');
  const [rows] = await connection.query(
    'SELECT booking, version FROM seat WHERE flight = ? AND seat = ? FOR UPDATE',
    [flight, seat],
  );
  const [row] = rows as { booking: string | null; version: number }[];
  if (row?.booking !== null) throw new Error('a seat of the bench is not free');
  await connection.query('INSERT INTO booking VALUES (?, ?, ?, ?, NOW(3))', [booking, flight, seat, booking]);
  await connection.query(
    'UPDATE seat SET booking = ?, version = version + 1 WHERE flight = ? AND seat = ? AND version = ?',
    [booking, flight, seat, row.version],
  );
  await connection.query('COMMIT');
}
