import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { Database, type DatabaseOptions } from '../../adapters/mysql/database.js';
import { refusalFor } from '../../adapters/mysql/errors.js';
import { migrate, schemaState, type SchemaName, type SchemaState } from '../../adapters/mysql/migrations.js';
import type { DatabaseConfig } from '../config.js';
import { SHARED } from './shared.js';
import type { RoleStore } from './store.js';

interface Pools {
  /** For requests. */
  readonly foreground: Database;
  /** For what a process does by itself. */
  readonly background: Database;
}

/** Connections for what a process does by itself, so that no crowd keeps it from tidying up and telling. */
const BACKGROUND_CONNECTIONS = 2;

/** A role's connections, which show in the figures. What is done in the background may take its own time. */
export function openPools(
  wiring: DependencyContainer,
  role: SchemaName,
  { address, connections }: DatabaseConfig,
  entities: DatabaseOptions['entities'],
  background: Pick<DatabaseOptions, 'statementTimeout'> = {},
): Pools {
  const timeShift = wiring.resolve(SHARED.databaseTimeShift);
  const isTraced = wiring.resolve(SHARED.config).tracing !== undefined;
  const common = { address, entities, timeShift, isTraced };
  const pools = {
    foreground: new Database({ ...common, connections }),
    background: new Database({ ...common, ...background, connections: BACKGROUND_CONNECTIONS }),
  };
  const metrics = wiring.resolve(SHARED.metrics);
  metrics.watch(`${role}-connections`, () => pools.foreground.load);
  metrics.watch(`${role}-background-connections`, () => pools.background.load);
  return pools;
}

/** A role's own database: brought up to date at the start, if that is wished, and watched from then on. */
export function mysqlStore(
  schema: SchemaName,
  config: DatabaseConfig,
  databases: Pools,
  log: Logger,
): RoleStore {
  const { foreground, background } = databases;
  /** Told once, however often readiness is asked for. */
  let isAway = false;
  const state = () => background.read((session) => schemaState(session, schema));
  const tell = (done: readonly string[]) => {
    if (done.length > 0) log.info({ schema, done }, 'migrated');
  };
  const warn = ({ unknown }: SchemaState) => {
    if (unknown.length > 0) log.warn({ schema, unknown }, 'the schema is newer than this program');
  };
  return {
    prepare: async () => {
      try {
        if (config.migrateOnStart) tell(await migrate(config.address, schema));
        warn(await state());
      } catch (error) {
        throw refusalFor(error);
      }
    },
    readiness: async () => {
      const name = `${schema} database`;
      try {
        const { missing } = await state();
        if (isAway) log.info({ schema }, 'the database answers again');
        isAway = false;
        if (missing.length === 0) return [{ name, ok: true }];
        const detail = `The schema is older than this program: npm run migrate does ${missing.join(', ')}.`;
        return [{ name, ok: false, detail }];
      } catch (error) {
        if (!isAway) log.warn({ err: error, schema }, 'the database cannot be asked');
        isAway = true;
        return [{ name, ok: false, detail: 'The database cannot be reached.' }];
      }
    },
    close: async () => {
      await Promise.all([foreground.close(), background.close()]);
    },
  };
}
