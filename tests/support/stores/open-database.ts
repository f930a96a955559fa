import type { EntitySchema } from 'typeorm';
import { Database } from '../../../src/adapters/mysql/connection/database.js';
import { migrate } from '../../../src/adapters/mysql/schema/migrations.js';
import type { AdjustableClock } from '../builders/adjustable-clock.js';
import { createTestDatabase, type TestDatabase } from '../processes/test-database.js';
import type { SchemaName } from '../../../src/adapters/mysql/schema/definitions.js';

export interface OpenDatabase {
  readonly database: Database;
  /** The same database, for queries that no port offers. */
  readonly server: TestDatabase;
  /** Ends its connections and drops it. */
  readonly close: () => Promise<void>;
}

/** Creates a database with a role's tables, whose time is that of the clock. */
export async function openDatabase(
  schema: SchemaName,
  entities: readonly EntitySchema[],
  clock: AdjustableClock,
  connections = 20,
): Promise<OpenDatabase> {
  const server = await createTestDatabase();
  const { address } = server;
  await migrate(address, schema);
  const database = new Database({ address, entities, connections, timeShift: clock.shift });
  return {
    database,
    server,
    close: async () => {
      await database.close();
      await server.drop();
    },
  };
}
