import type { SchemaName } from '../schema/definitions.js';

/**
 * What brings the numbers that the roles tell each other right after a restore, whatever the other role has heard since
 * the backup. Seat counts are numbered above any that search has heard of (they begin with a moment in milliseconds, see
 * `seat-count-writer.ts`), and all are told again. Facts get a version below any other: booking asks search for them when
 * it starts. Flights are numbered above any version that booking has heard of, which a moment in seconds is.
 */
const STATEMENTS: Readonly<Record<SchemaName, readonly string[]>> = {
  booking: [
    `UPDATE seat_count
     SET version = GREATEST(version + 1, FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000)),
         untold_since = UTC_TIMESTAMP(3), tell_at = UTC_TIMESTAMP(3)`,
    "UPDATE flight_snapshot SET version = 0, facts = JSON_SET(facts, '$.version', 0)",
  ],
  search: ['UPDATE flight SET version = GREATEST(version + 1, UNIX_TIMESTAMP())'],
};

/** The statements for a role's schema, in SQL. */
export function renumbering(schema: SchemaName): readonly string[] {
  return STATEMENTS[schema];
}
