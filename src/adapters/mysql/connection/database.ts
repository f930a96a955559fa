import { DataSource, type EntitySchema, type Logger, type QueryRunner } from 'typeorm';
import { SECOND } from '../../../domain/shared/instant.js';
import { CommitInDoubt, endsConnection, isGivenUp, isWrongServer } from './errors.js';
import { ConnectionGate } from './connection-gate.js';
import { isPermanent } from './permanent-causes.js';
import { endStatement, serverType, type DatabaseAddress } from './server.js';
import { SESSION_SETTINGS } from './session-settings.js';
import { Session } from './session.js';
import { traceStatements } from './statement-span.js';
import { commit, connectionOf, end, rollingBack, type DriverConnection } from './transaction.js';

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
  /** Is given every error that a connection was used with. */
  readonly failed?: (error: unknown) => void;
}

const CONNECT_TIMEOUT = 2 * SECOND;
const STATEMENT_TIMEOUT = 5 * SECOND;

/** How many may wait for a connection, and how long: less than the gateway waits for a replica (nginx/routes.conf). */
const WAITING_MAX = 5_000;
const WAIT_MAX = 4 * SECOND;

/** How often all connections are replaced at most: a server that stays read-only must not be asked for new ones all the time. */
const RENEWAL_INTERVAL_MS = SECOND;

/**
 * One MySQL or MariaDB with a bounded number of connections, opened when first needed. The server may be away at any
 * time: whoever asks is told at once, and the next one tries again.
 */
export class Database {
  private source: Promise<DataSource> | null = null;
  private readonly gate: ConnectionGate;
  /** Connections of an earlier generation are thrown away when their turn comes. */
  private generation = 1;
  private renewedAt = -Infinity;
  private readonly generations = new WeakMap<DriverConnection, number>();

  constructor(private readonly options: DatabaseOptions) {
    this.gate = new ConnectionGate(options.connections, WAITING_MAX, WAIT_MAX);
  }

  /** How many of its connections are in use, and how many wait for one. */
  get load() {
    return this.gate.load;
  }

  /** Gives one connection to `use`. A connection that broke meanwhile, or turned out to be the wrong server's, is thrown away. */
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
      if (!endsConnection(error)) throw error;
      return await this.session(use);
    }
  }

  /**
   * One transaction, READ COMMITTED: what `work` returns is committed, what it throws rolls back. It begins with the first
   * statement that needs it: what `work` reads before by `committedRows` costs no BEGIN and no ROLLBACK. Throws
   * CommitInDoubt when COMMIT failed and may have happened all the same.
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

  /** One look at what is committed at this moment, however many statements it takes. Changes nothing. */
  async snapshot<T>(look: (session: Session) => Promise<T>): Promise<T> {
    return await this.withRunner(async (runner) => {
      await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      try {
        return await look(this.sessionOf(runner));
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
        // One fewer is left of the earlier generation.
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

  /** Gives a new connection the settings of our sessions; false for one of an earlier generation. */
  private async isPrepared(connection: DriverConnection, runner: QueryRunner): Promise<boolean> {
    const generation = this.generations.get(connection);
    if (generation !== undefined) return generation === this.generation;
    await runner.query(SESSION_SETTINGS);
    this.generations.set(connection, this.generation);
    return true;
  }

  /** After a failover all connections are those of the wrong server, or remember what it was like. */
  private renew(): void {
    const now = performance.now();
    if (now - this.renewedAt < RENEWAL_INTERVAL_MS) return;
    this.renewedAt = now;
    this.generation += 1;
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
