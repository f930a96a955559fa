import {
  createPool,
  type Pool,
  type PoolConnection,
  type PoolOptions,
  type RowDataPacket,
} from 'mysql2/promise';
import type { Instant } from '../../../domain/shared/instant.js';
import type { GatewayLedger, LedgerCharge, LedgerRefund } from './ledger.js';

interface ChargeRow extends RowDataPacket {
  readonly charge_key: string;
  readonly currency: string;
  readonly amount: number;
  readonly outcome: 'captured' | 'declined';
  readonly decline_code: string | null;
  readonly decided_at: Date;
}

/** The ledger's limit of connections. */
export const LEDGER_CONNECTIONS = 2;

/** The timeout of getting a connection, and of each statement, in milliseconds. */
const TIMEOUT = 1_000;

/**
 * The settings that the ledger's sessions need, whatever the server's defaults are. Each statement is a transaction, so
 * that a returned charge is committed. MySQL and MariaDB each execute the comment for their own dialect.
 */
const SESSION_SETTINGS = `SET SESSION autocommit = 1, time_zone = '+00:00', unique_checks = 1, innodb_lock_wait_timeout = 1,
  /*M! tx_read_only = 0, tx_isolation = 'READ-COMMITTED', */
  /*!50720 transaction_read_only = 0, transaction_isolation = 'READ-COMMITTED', */
  sql_select_limit = 18446744073709551615, completion_type = 'NO_CHAIN', sql_mode = 'STRICT_TRANS_TABLES'`;

/**
 * A ledger in its own tables over its own connections, as a real gateway would have it elsewhere. It outlives the
 * service's processes, and is written before and after their transactions, never inside.
 */
export class MysqlGatewayLedger implements GatewayLedger {
  private readonly pool: Pool;
  private readonly prepared = new WeakSet<object>();

  /** `timeShift` is added to the database's time, in milliseconds, for tests. */
  constructor(
    address: Pick<PoolOptions, 'host' | 'port' | 'user' | 'password' | 'database'>,
    private readonly timeShift: () => number = () => 0,
  ) {
    const bounds = { connectionLimit: LEDGER_CONNECTIONS, connectTimeout: TIMEOUT };
    this.pool = createPool({ ...address, ...bounds, timezone: 'Z' });
  }

  async now(): Promise<Instant> {
    const sql = 'SELECT UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS now';
    const [row] = await this.rows<{ now: string | number } & RowDataPacket>(sql, []);
    if (row === undefined) throw new Error('the ledger returned no time');
    return Math.round(Number(row.now)) + this.timeShift();
  }

  async enterCharge(charge: LedgerCharge): Promise<LedgerCharge> {
    const { key, amount, outcome, decidedAt } = charge;
    const declineCode = outcome.kind === 'declined' ? outcome.declineCode : null;
    await this.write(
      `INSERT INTO gateway_charge (charge_key, currency, amount, outcome, decline_code, decided_at)
       VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE charge_key = gateway_charge.charge_key`,
      [key, amount.currency, amount.amount, outcome.kind, declineCode, new Date(decidedAt)],
    );
    const entered = await this.findCharge(key);
    if (entered === null) throw new Error(`charge ${key} was entered and is not there`);
    return entered;
  }

  async findCharge(key: string): Promise<LedgerCharge | null> {
    const sql = 'SELECT * FROM gateway_charge WHERE charge_key = ?';
    const [row] = await this.rows<ChargeRow>(sql, [key]);
    if (row === undefined) return null;
    return {
      key,
      amount: { amount: row.amount, currency: row.currency },
      outcome:
        row.outcome === 'captured'
          ? { kind: 'captured' }
          : { kind: 'declined', declineCode: row.decline_code ?? 'declined' },
      decidedAt: row.decided_at.getTime(),
    };
  }

  async enterRefund({ key, chargeKey, amount }: LedgerRefund): Promise<void> {
    await this.write(
      `INSERT INTO gateway_refund (refund_key, charge_key, currency, amount)
       VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE refund_key = gateway_refund.refund_key`,
      [key, chargeKey, amount.currency, amount.amount],
    );
  }

  async end(): Promise<void> {
    await this.pool.end();
  }

  private async write(sql: string, values: readonly (string | number | Date | null)[]): Promise<void> {
    await this.use((connection) => connection.execute({ sql, timeout: TIMEOUT }, [...values]));
  }

  private async rows<Row extends RowDataPacket>(sql: string, values: readonly string[]): Promise<Row[]> {
    const [rows] = await this.use((connection) =>
      connection.execute<Row[]>({ sql, timeout: TIMEOUT }, [...values]),
    );
    return rows;
  }

  /** Destroys the connection after any failure, because it may never respond again. */
  private async use<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.connection();
    try {
      await this.prepare(connection);
      return await work(connection);
    } catch (error) {
      connection.destroy();
      throw error;
    } finally {
      connection.release();
    }
  }

  private async prepare(connection: PoolConnection): Promise<void> {
    // The pool returns a new wrapper of the same connection each time.
    const { connection: unwrapped } = connection;
    if (this.prepared.has(unwrapped)) return;
    await connection.query({ sql: SESSION_SETTINGS, timeout: TIMEOUT });
    this.prepared.add(unwrapped);
  }

  private async connection(): Promise<PoolConnection> {
    const arriving = this.pool.getConnection();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), TIMEOUT);
    });
    const connection = await Promise.race([arriving, timeout]);
    clearTimeout(timer);
    if (connection !== null) return connection;
    arriving.then(
      (late) => late.release(),
      // A late failure needs no report: the caller gets the error thrown below.
      () => undefined,
    );
    throw new Error('timed out waiting for a connection to the ledger');
  }
}
