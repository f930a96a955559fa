import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { Database, type DatabaseOptions } from '../../adapters/mysql/database.js';
import { refusalFor } from '../../adapters/mysql/errors.js';
import { migrate, schemaState, type SchemaName } from '../../adapters/mysql/migrations.js';
import { requireRights } from '../../adapters/mysql/rights.js';
import { Refusal } from '../../domain/refusal.js';
import type { DatabaseConfig } from '../config.js';
import { Obstacle } from './obstacle.js';
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
  const obstacle = new Obstacle(schema, config.address, log);
  /** Why it could not be prepared, where that stays until a person changes something. */
  let unprepared: string | null = null;
  const state = () => background.read((session) => schemaState(session, schema));
  const prepare = async () => {
    if (config.migrateOnStart) {
      const done = await migrate(config.address, schema);
      if (done.length > 0) log.info({ schema, done }, 'migrated');
    }
    const { missing, unknown } = await state();
    if (unknown.length > 0) log.warn({ schema, unknown }, 'the schema is newer than this program');
    if (missing.length === 0) await background.read((session) => requireRights(session, schema));
  };
  return {
    prepare: async () => {
      try {
        await prepare();
        unprepared = null;
        obstacle.gone();
      } catch (error) {
        const refusal = refusalFor(error);
        if (refusal instanceof Refusal) {
          const { sentence, isPermanent } = obstacle.met(error);
          unprepared = isPermanent ? sentence : null;
        }
        throw refusal;
      }
    },
    readiness: async () => {
      const name = `${schema} database`;
      try {
        const { missing } = await state();
        if (unprepared !== null) return [{ name, ok: false, detail: unprepared }];
        obstacle.gone();
        if (missing.length === 0) return [{ name, ok: true }];
        const detail = `The schema is older than this program: npm run migrate does ${missing.join(', ')}.`;
        return [{ name, ok: false, detail }];
      } catch (error) {
        return [{ name, ok: false, detail: obstacle.met(error).sentence }];
      }
    },
    close: async () => {
      await Promise.all([foreground.close(), background.close()]);
    },
  };
}
