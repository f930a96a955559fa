import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { Database, type DatabaseOptions } from '../../adapters/mysql/connection/database.js';
import {
  judgeClock,
  inspectDatabase,
  type DatabaseState,
} from '../../adapters/mysql/watch/database-state.js';
import { DatabaseWatch } from '../../adapters/mysql/watch/database-watch.js';
import { nameOfError, refusalFor, serverErrorOf } from '../../adapters/mysql/connection/errors.js';
import { migrate, schemaState } from '../../adapters/mysql/schema/migrations.js';
import { permanentCause } from '../../adapters/mysql/connection/permanent-causes.js';
import { requireRights } from '../../adapters/mysql/watch/rights.js';
import type { SchemaName } from '../../adapters/mysql/schema/definitions.js';
import { MINUTE, SECOND } from '../../domain/shared/instant.js';
import type { DatabaseConfig } from '../process/config.js';
import { SHARED } from './shared.js';
import type { RoleStore } from './running-role.js';

interface Pools {
  /** For requests. */
  readonly foreground: Database;
  /** For background work. */
  readonly background: Database;
  /** Inspects the database through the background pool. */
  readonly watch: DatabaseWatch;
}

/** Connections for background work, which requests cannot exhaust. */
const BACKGROUND_CONNECTIONS = 2;

/** How often the database is inspected. */
const WATCH_INTERVAL_MS = SECOND;

/** The least time between two log lines for the same error of the server. */
const LOG_INTERVAL_MS = MINUTE;

/**
 * Opens a role's connection pools and registers their metrics. `statementTimeout` is that of background work; `others`
 * is the number of connections that the role opens besides.
 */
export function openPools(
  wiring: DependencyContainer,
  role: SchemaName,
  { address, connections }: DatabaseConfig,
  entities: DatabaseOptions['entities'],
  {
    others = 0,
    ...background
  }: Pick<DatabaseOptions, 'statementTimeout'> & { readonly others?: number } = {},
): Pools {
  const timeShift = wiring.resolve(SHARED.databaseTimeShift);
  const isTraced = wiring.resolve(SHARED.config).tracing !== undefined;
  const observe = errorObserver(wiring, role);
  const failed = (error: unknown) => {
    observe(error);
    pools.watch.failed(error);
  };
  const common = { address, entities, timeShift, isTraced, failed };
  const own = connections + BACKGROUND_CONNECTIONS + others;
  const inspect = () =>
    inspectDatabase(
      pools.background,
      { schema: role, address, ownConnections: own },
      wiring.resolve(SHARED.clock),
    );
  const pools: Pools = {
    foreground: new Database({ ...common, connections }),
    background: new Database({ ...common, ...background, connections: BACKGROUND_CONNECTIONS }),
    watch: new DatabaseWatch(inspect, stateObserver(wiring, role)),
  };
  const metrics = wiring.resolve(SHARED.metrics);
  metrics.watch(`${role}-connections`, () => pools.foreground.load);
  metrics.watch(`${role}-background-connections`, () => pools.background.load);
  return pools;
}

/** A role's database as its store: migrated at the start if MIGRATE_ON_START is set, then inspected every second. */
export function mysqlStore(
  schema: SchemaName,
  config: DatabaseConfig,
  { foreground, background, watch }: Pools,
  log: Logger,
): RoleStore {
  const inspect = async () => {
    await watch.state();
    return false;
  };
  const prepare = async () => {
    const done = config.migrateOnStart ? await migrate(config.address, schema) : [];
    if (done.length > 0) log.info({ schema, done }, 'migrated');
    const { missing, unknown } = await background.read((session) => schemaState(session, schema));
    if (unknown.length > 0) log.warn({ schema, unknown }, 'the schema is newer than this program');
    if (missing.length === 0) await background.read((session) => requireRights(session, schema));
  };
  return {
    prepare: async () => {
      try {
        await prepare();
        watch.notPrepared(null);
      } catch (error) {
        watch.notPrepared(permanentCause(error, config.address));
        throw refusalFor(error);
      }
    },
    readiness: async () => checksOf(schema, await watch.state()),
    loops: [{ name: `inspect the ${schema} database`, interval: WATCH_INTERVAL_MS, run: inspect }],
    close: async () => {
      await watch.idle();
      await Promise.all([foreground.close(), background.close()]);
    },
  };
}

/** The readiness checks of a database. A passed check with a detail is a warning. */
function checksOf(schema: SchemaName, { problems, warnings, clockOffset }: DatabaseState) {
  const details = [...problems, ...warnings].join(' ');
  const check = { name: `${schema} database`, ok: problems.length === 0 };
  return [
    details === '' ? check : { ...check, detail: details },
    { name: `${schema} clock`, ...judgeClock(clockOffset) },
  ];
}

/** Updates the metrics at each inspection, and logs each problem and warning once while it lasts. */
function stateObserver(wiring: DependencyContainer, schema: SchemaName): (state: DatabaseState) => void {
  const [metrics, log] = [wiring.resolve(SHARED.metrics), wiring.resolve(SHARED.log)];
  let logged = new Set<string>();
  return (state) => {
    const { problems, warnings, clockOffset, isPermanent } = state;
    const isReady = checksOf(schema, state).every(({ ok }) => ok);
    metrics.database(schema, { isReady, warnings: warnings.length, clockOffset });
    const { detail } = judgeClock(clockOffset);
    const sentences = [...problems, ...warnings, ...(detail === undefined ? [] : [detail])];
    for (const sentence of sentences.filter((each) => !logged.has(withoutSeconds(each)))) {
      const level = isPermanent && problems.includes(sentence) ? 'error' : 'warn';
      log[level]({ schema, isReady }, sentence);
    }
    if (sentences.length === 0 && logged.size > 0) log.info({ schema }, 'the database is usable again');
    logged = new Set(sentences.map(withoutSeconds));
  };
}

/** Removes seconds, so that a drifting clock is not logged at each inspection. */
function withoutSeconds(sentence: string): string {
  return sentence.replaceAll(/\b\d+ s /g, '');
}

/** Counts the errors of the server, and logs each error that an operator must fix, at most once a minute. */
function errorObserver(wiring: DependencyContainer, schema: SchemaName): (error: unknown) => void {
  const [metrics, log] = [wiring.resolve(SHARED.metrics), wiring.resolve(SHARED.log)];
  const loggedAt = new Map<string, number>();
  return (error) => {
    const meaning = serverErrorOf(error);
    if (meaning === null) return;
    const { kind, name } = meaning;
    metrics.databaseFailed(schema, kind, name);
    if (kind === 'conflict' || kind === 'connection-lost' || kind === 'too-slow') return;
    const now = performance.now();
    if (now - (loggedAt.get(name) ?? -Infinity) < LOG_INTERVAL_MS) return;
    loggedAt.set(name, now);
    log.warn({ err: error, schema, kind }, `database error: ${nameOfError(error)}`);
  };
}
