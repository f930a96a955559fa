import { DataSource, type EntitySchema, type Logger, type QueryRunner } from 'typeorm';
import { SECOND } from '../../domain/instant.js';
import { CommitInDoubt, isGivenUp, isUnreachable } from './errors.js';
import { Gate } from './gate.js';
import { isPermanent } from './permanent-causes.js';
import { endStatement, serverType, type DatabaseAddress } from './server.js';
import { Session } from './session.js';
import { traceStatements } from './statement-span.js';

export interface DatabaseOptions {
  readonly address: DatabaseAddress;
  readonly entities: readonly EntitySchema[];
  /** How many connections at most. */
  readonly connections: number;
  /** How long one statement may take, in milliseconds. */
  readonly statementTimeout?: number;
  /** Whether statements in the course of a request are traced. */
  readonly isTraced?: boolean;
  /** Added to the database's time, in milliseconds: for tests that travel in time. */
  readonly timeShift?: () => number;
}

const CONNECT_TIMEOUT = 2 * SECOND;
const STATEMENT_TIMEOUT = 5 * SECOND;

/** How long a lock is waited for, in seconds; the server's own default is 50. */
const LOCK_WAIT_SECONDS = 2;

/** How many may wait for a connection, and how long. */
const MOST_WAITING = 5_000;
const LONGEST_WAIT = 5 * SECOND;

/** A connection as the driver gives it: it can be thrown away. */
interface DriverConnection {
  /** The server's name for it. */
  readonly threadId: number;
  destroy(): void;
}

/**
 * One MySQL or MariaDB with a bounded number of connections, opened when first needed. The server may be away at any
 * time: whoever asks is told at once, and the next one tries again.
 */
export class Database {
  private source: Promise<DataSource> | null = null;
  private readonly gate: Gate;
  private readonly prepared = new WeakSet<DriverConnection>();

  constructor(private readonly options: DatabaseOptions) {
    this.gate = new Gate(options.connections, MOST_WAITING, LONGEST_WAIT);
  }

  /** How many of its connections are in use, and how many wait for one. */
  get load() {
    return this.gate.load;
  }

  /** Gives one connection to `use`. A connection that broke meanwhile is thrown away. */
  async session<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await this.withRunner(async (runner) => await use(this.sessionOf(runner)));
  }

  /**
   * Reads outside a transaction, each statement seeing what is committed by then; once more on another connection if
   * the first one turns out to be dead.
   */
  async read<T>(use: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.session(use);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      return await this.session(use);
    }
  }

  /**
   * One transaction, READ COMMITTED: what `work` returns is committed, what it throws rolls back; `first` goes before it
   * on the same connection. Throws CommitInDoubt when the connection broke during the commit.
   */
  async transaction<T>(
    work: (session: Session) => Promise<T>,
    first?: (session: Session) => Promise<void>,
  ): Promise<T> {
    return await this.withRunner(async (runner) => {
      await first?.(this.sessionOf(runner));
      await runner.startTransaction();
      const result = await rollingBack(runner, () => work(this.sessionOf(runner)));
      try {
        await runner.commitTransaction();
      } catch (error) {
        if (isUnreachable(error)) throw new CommitInDoubt('the connection broke in COMMIT', { cause: error });
        await rollBack(runner);
        throw error;
      }
      return result;
    });
  }

  /** One look at what is committed at this moment, however many statements it takes. Changes nothing. */
  async snapshot<T>(look: (session: Session) => Promise<T>): Promise<T> {
    return await this.withRunner(async (runner) => {
      await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      try {
        return await look(this.sessionOf(runner));
      } finally {
        await runner.query('ROLLBACK');
      }
    });
  }

  async close(): Promise<void> {
    const { source } = this;
    this.source = null;
    if (source !== null) await (await source).destroy();
  }

  private sessionOf(runner: QueryRunner): Session {
    return new Session(runner, this.options.timeShift ?? (() => 0));
  }

  private async withRunner<T>(use: (runner: QueryRunner) => Promise<T>): Promise<T> {
    return await this.gate.pass(async () => {
      const runner = (await this.open()).createQueryRunner();
      const connection = (await runner.connect()) as DriverConnection;
      try {
        if (!this.prepared.has(connection)) {
          await prepare(runner);
          this.prepared.add(connection);
        }
        if (this.options.isTraced === true) traceStatements(runner);
        return await use(runner);
      } catch (error) {
        if (isGivenUp(error)) await endStatement(this.options.address, connection.threadId);
        // A connection keeps the rights that its user had when it was opened.
        if (isUnreachable(error) || isPermanent(error) || error instanceof CommitInDoubt)
          connection.destroy();
        throw error;
      } finally {
        await runner.release();
      }
    });
  }

  /** Everybody waits for the same opening; one that fails is forgotten. */
  private async open(): Promise<DataSource> {
    const opening = (this.source ??= this.connect());
    try {
      return await opening;
    } catch (error) {
      if (this.source === opening) this.source = null;
      throw error;
    }
  }

  private async connect(): Promise<DataSource> {
    const { address, entities, connections, statementTimeout = STATEMENT_TIMEOUT } = this.options;
    const { user, ...place } = address;
    const source = new DataSource({
      type: await serverType(address, CONNECT_TIMEOUT),
      ...place,
      username: user,
      entities: [...entities],
      poolSize: connections,
      connectTimeout: CONNECT_TIMEOUT,
      enableQueryTimeout: true,
      maxQueryExecutionTime: statementTimeout,
      timezone: 'Z',
      // Versions and amounts stay far below 2^53.
      supportBigNumbers: false,
      bigNumberStrings: false,
      extra: { decimalNumbers: true },
      synchronize: false,
      logging: false,
      logger: SILENT,
    });
    return await source.initialize();
  }
}

/** Slow statements are printed whatever `logging` says, with what is in them: names, and hashes of passwords. */
const SILENT: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

async function prepare(runner: QueryRunner): Promise<void> {
  await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  const settings = [
    `innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}`,
    "time_zone = '+00:00'",
    // Whatever the server's own: nothing is cut to fit, and a backslash escapes, as the driver takes for granted.
    "sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  ];
  await runner.query(`SET SESSION ${settings.join(', ')}`);
}

async function rollingBack<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Without a connection there is nothing to roll back with: the server does it by itself.
    if (!isUnreachable(error)) await rollBack(runner);
    throw error;
  }
}

async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction();
}
