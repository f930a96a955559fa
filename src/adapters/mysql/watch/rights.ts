import { isUnknownColumn } from '../connection/errors.js';
import type { Session } from '../connection/session.js';
import { tablesOf, type SchemaName } from '../schema/definitions.js';

/**
 * Throws the database's own error for the first right that the session's user lacks: SELECT, INSERT, UPDATE and DELETE
 * on each table of the schema. EXPLAIN requires the rights of the statement that it explains, and changes nothing. None
 * of these statements needs a temporary file, for which a full disk has no room.
 * https://dev.mysql.com/doc/refman/9.7/en/explain.html
 */
export async function requireRights(session: Session, schema: SchemaName): Promise<void> {
  for (const table of await tablesOf(schema)) {
    await session.rows(`EXPLAIN SELECT * FROM ${table}`);
    await session.rows(`EXPLAIN INSERT INTO ${table} SELECT * FROM ${table} WHERE 1 = 0`);
    await requireUpdate(session, table);
    await session.rows(`EXPLAIN DELETE FROM ${table} WHERE 1 = 0`);
  }
}

/** No table has this column: the server reports that only if the user has the right. */
async function requireUpdate(session: Session, table: string): Promise<void> {
  try {
    await session.rows(`EXPLAIN UPDATE ${table} SET no_such_column = 1 WHERE 1 = 0`);
  } catch (error) {
    if (!isUnknownColumn(error)) throw error;
  }
}
