import type { SchemaName } from '../schema/definitions.js';

/**
 * Correct the versions after a restore, whatever the other role has received since the backup. Seat counts get a
 * version above any that search has received (versions begin with a moment in milliseconds, see
 * `seat-count-writer.ts`), and all become due. Flight facts get a version below any other: booking requests them from
 * search when it starts. Flights get a moment in seconds, which is above any version that booking has received.
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

/** The statements that correct the versions of a role's schema, in SQL. */
export function renumbering(schema: SchemaName): readonly string[] {
  return STATEMENTS[schema];
}
