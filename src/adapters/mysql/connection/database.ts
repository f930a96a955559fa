import { DataSource, type EntitySchema, type Logger, type QueryRunner } from 'typeorm';
import { SECOND } from '../../../domain/shared/instant.js';
import { CommitInDoubt, endsConnection, isGivenUp, isWrongServer } from './errors.js';
import { ConnectionGate } from './connection-gate.js';
import { isPermanent } from './permanent-causes.js';
import { endStatement, serverType, type DatabaseAddress } from './server.js';
import { SESSION_SETTINGS } from './session-settings.js';
import { Session } from './session.js';
import { traceStatements } from './statement-span.js';
import {
  commit,
  connectionOf,
  end,
  keepPromised,
  rollingBack,
  type DriverConnection,
} from './transaction.js';

export interface DatabaseOptions {
  readonly address: DatabaseAddress;
  readonly entities: readonly EntitySchema[];
  /** The maximum number of connections. */
  readonly connections: number;
  /** The timeout of a statement, in milliseconds. */
  readonly statementTimeout?: number;
  /** Whether statements that run during a request are traced. */
  readonly isTraced?: boolean;
  /** Returns the milliseconds to add to the database's time; for tests. */
  readonly timeShift?: () => number;
  /** Called with every error of work in the database; for CommitInDoubt with its cause. */
  readonly failed?: (error: unknown) => void;
}

const CONNECT_TIMEOUT = 2 * SECOND;
const STATEMENT_TIMEOUT = 5 * SECOND;

/** Limits of the wait for a connection. The timeout is below the gateway's for a replica (nginx/routes.conf). */
const WAITING_MAX = 5_000;
const WAIT_MAX = 4 * SECOND;

/** The minimum time between two renewals: a server that stays read-only must not cause new connections all the time. */
const RENEWAL_INTERVAL_MS = SECOND;

/**
 * One MySQL or MariaDB server with a limited number of connections, opened on first use. While the server is
 * unreachable, calls throw at once, and the next call connects again.
 */
export class Database {
  private source: Promise<DataSource> | null = null;
  private readonly gate: ConnectionGate;
  /** Connections of an earlier generation are closed instead of used again. */
  private generation = 1;
  private renewedAt = -Infinity;
  private readonly generations = new WeakMap<DriverConnection, number>();

  constructor(private readonly options: DatabaseOptions) {
    this.gate = new ConnectionGate(options.connections, WAITING_MAX, WAIT_MAX);
  }

  /** How many connections are in use, and how many tasks wait for one. */
  get load() {
    return this.gate.load;
  }

  /** Runs `use` with one connection, which is closed if it breaks or leads to the wrong server. */
  async session<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await this.withRunner(async (runner) => await use(this.sessionOf(runner)));
  }

  /**
   * Reads outside a transaction: each statement sees what is committed when it runs. Retries once on another
   * connection if the first one is dead.
   */
  async read<T>(use: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.session(use);
    } catch (error) {
      if (!endsConnection(error)) throw error;
      return await this.session(use);
    }
  }

  /**
   * Runs `work` as one READ COMMITTED transaction: commits when it returns, rolls back when it throws. The transaction
   * begins with the first statement that needs it, so that earlier reads by `committedRows` cost no BEGIN and no
   * ROLLBACK. Throws CommitInDoubt when COMMIT failed and may have taken effect.
   */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.withRunner(async (runner) => {
      let beginning: Promise<void> | null = null;
      const begin = () => (beginning ??= runner.startTransaction());
      const result = await rollingBack(runner, () => work(this.sessionOf(runner, begin)));
      if (runner.isTransactionActive) await commit(runner);
      return result;
    });
  }

  /** Runs `use` in a read-only transaction, in which all statements see what was committed when it began. */
  async snapshot<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return await this.withRunner(async (runner) => {
      await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      try {
        return await use(this.sessionOf(runner));
      } finally {
        await runner.query('ROLLBACK').catch(() => end(runner));
      }
    });
  }

  async close(): Promise<void> {
    const { source } = this;
    this.source = null;
    if (source !== null) await (await source).destroy();
  }

  private sessionOf(runner: QueryRunner, begin?: () => Promise<void>): Session {
    return new Session(runner, this.options.timeShift ?? (() => 0), begin);
  }

  private async withRunner<T>(use: (runner: QueryRunner) => Promise<T>): Promise<T> {
    return await this.gate.pass(async () => {
      try {
        return await this.withPrepared(use);
      } catch (error) {
        const cause = error instanceof CommitInDoubt ? error.cause : error;
        this.options.failed?.(cause);
        if (isWrongServer(cause)) this.renew();
        throw error;
      }
    });
  }

  private async withPrepared<T>(use: (runner: QueryRunner) => Promise<T>): Promise<T> {
    for (;;) {
      const runner = (await this.open()).createQueryRunner();
      const connection = await connectionOf(runner);
      try {
        if (await this.isPrepared(connection, runner)) {
          if (this.options.isTraced === true) traceStatements(runner);
          return await use(runner);
        }
        // The loop ends, because each pass closes one connection of an earlier generation.
        connection.destroy();
      } catch (error) {
        if (isGivenUp(error)) await endStatement(this.options.address, connection.threadId);
        // A connection keeps the rights that its user had when it was opened.
        if (endsConnection(error) || isPermanent(error) || error instanceof CommitInDoubt)
          connection.destroy();
        throw error;
      } finally {
        await runner.release();
      }
    }
  }

  /** Applies the session settings to a new connection. Returns false for a connection of an earlier generation. */
  private async isPrepared(connection: DriverConnection, runner: QueryRunner): Promise<boolean> {
    const generation = this.generations.get(connection);
    if (generation !== undefined) return generation === this.generation;
    keepPromised(connection);
    await runner.query(SESSION_SETTINGS);
    this.generations.set(connection, this.generation);
    return true;
  }

  /** After a failover all connections lead to the wrong server, or keep its former settings. */
  private renew(): void {
    const now = performance.now();
    if (now - this.renewedAt < RENEWAL_INTERVAL_MS) return;
    this.renewedAt = now;
    this.generation += 1;
  }

  /** All callers share one attempt to connect; a failed attempt is not kept. */
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
      // Without `trace`, the driver collects a stack for every statement, for an error that hardly ever comes.
      extra: { decimalNumbers: true, trace: false },
      synchronize: false,
      logging: false,
      logger: SILENT,
    });
    return await source.initialize();
  }
}

/** TypeORM prints slow statements even without `logging`, with their values: names, and hashes of passwords. */
const SILENT: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
