import type { Instant } from '../../../domain/shared/instant.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

/** Column types in the character sets of the tables: with others the server would not use the tables' keys. */
export const COLUMN = {
  id: `VARCHAR(64) ${ASCII}`,
  word: `VARCHAR(32) ${ASCII}`,
  text: 'MEDIUMTEXT',
  whole: 'BIGINT',
  moment: 'DATETIME(3)',
} as const;

/**
 * `JSON_TABLE(?, …)`: the rows of one JSON parameter as a table, so that one constant statement takes any number of
 * rows. Needs MySQL 8.0.4 or MariaDB 10.6.
 */
export function jsonTable(columns: Readonly<Record<string, keyof typeof COLUMN>>): string {
  const parts = Object.entries(columns).map(([name, type]) => `${name} ${COLUMN[type]} PATH '$.${name}'`);
  return `JSON_TABLE(?, '$[*]' COLUMNS (${parts.join(', ')}))`;
}

/** A moment in the notation of SQL, in UTC. */
export function sqlMoment(instant: Instant): string;
export function sqlMoment(instant: Instant | null): string | null;
export function sqlMoment(instant: Instant | null): string | null {
  return instant === null ? null : new Date(instant).toISOString().slice(0, 23).replace('T', ' ');
}
