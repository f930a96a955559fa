import { tablesOf, type SchemaName } from './migrations.js';
import type { Session } from './session.js';

interface FirstColumn {
  readonly tableName: string;
  readonly columnName: string;
}

/**
 * Throws the database's own error for the first right that the user of this session lacks to serve: to select, insert,
 * update and delete in each table of the schema. EXPLAIN asks for the rights of the statement that it explains, and
 * changes nothing. https://dev.mysql.com/doc/refman/9.7/en/explain.html
 */
export async function requireRights(session: Session, schema: SchemaName): Promise<void> {
  const columns = await session.rows<FirstColumn>(
    'SELECT table_name AS tableName, column_name AS columnName FROM information_schema.columns ' +
      'WHERE table_schema = DATABASE() AND ordinal_position = 1',
  );
  const firstColumns = new Map(columns.map(({ tableName, columnName }) => [tableName, columnName]));
  for (const table of await tablesOf(schema)) {
    await session.rows(`EXPLAIN SELECT * FROM ${table}`);
    await session.rows(`EXPLAIN INSERT INTO ${table} SELECT * FROM ${table} WHERE 1 = 0`);
    // A table with a right of any kind lists its columns: the statements before have found one without.
    const column = firstColumns.get(table) ?? '1';
    await session.rows(`EXPLAIN UPDATE ${table} SET ${column} = ${column} WHERE 1 = 0`);
    await session.rows(`EXPLAIN DELETE FROM ${table} WHERE 1 = 0`);
  }
}
