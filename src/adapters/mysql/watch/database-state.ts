import type { Clock } from '../../../application/shared/clock.js';
import { MINUTE, SECOND } from '../../../domain/shared/instant.js';
import type { Database } from '../connection/database.js';
import { isMissingTable, isWrongServer, nameOfError } from '../connection/errors.js';
import { schemaState } from '../schema/migrations.js';
import { permanentCause } from '../connection/permanent-causes.js';
import type { DatabaseAddress } from '../connection/server.js';
import { judgeSettings, CHECKED_VARIABLES } from './server-settings.js';
import type { Session } from '../connection/session.js';
import type { SchemaName } from '../schema/definitions.js';

/** How far this process's clock may be from the database's: a warning beyond the first, not ready beyond the second. */
const CLOCK_WARNING_MS = 30 * SECOND;
const CLOCK_MS_MAX = 5 * MINUTE;

/** The state of a role's database at one moment. */
export interface DatabaseState {
  /** Why the role cannot be served now, in sentences for operators. */
  readonly problems: readonly string[];
  /** Whether a problem lasts until an operator changes something. */
  readonly isPermanent: boolean;
  /** Findings that do not prevent serving, but should be corrected. */
  readonly warnings: readonly string[];
  /** By how many milliseconds this process's clock is ahead of the database's; null if that is not known. */
  readonly clockOffset: number | null;
}

/** The database to inspect. */
export interface WatchedDatabase {
  readonly schema: SchemaName;
  readonly address: DatabaseAddress;
  /** How many connections this process opens to it. */
  readonly ownConnections: number;
}

/** Checks whether a role can be served from its database, with a write that changes nothing. Never throws. */
export async function inspectDatabase(
  database: Database,
  { schema, address, ownConnections }: WatchedDatabase,
  clock: Clock,
): Promise<DatabaseState> {
  const found = {
    problems: [] as string[],
    isPermanent: false,
    warnings: [] as readonly string[],
    clockOffset: null as number | null,
  };
  try {
    await database.read(async (session) => {
      found.clockOffset = await offsetOf(session, clock);
      const settings = judgeSettings(await variablesOf(session), ownConnections);
      found.warnings = settings.warnings;
      found.problems = [...settings.problems];
      const { missing } = await schemaState(session, schema);
      if (missing.length > 0)
        found.problems.push(
          `The schema is older than this program: npm run migrate adds ${missing.join(', ')}.`,
        );
      await changeNothing(session, schema);
    });
  } catch (error) {
    const cause = permanentCause(error, address);
    const what = isWrongServer(error) ? 'accepts no writes' : 'cannot be used';
    found.isPermanent = cause !== null;
    found.problems.push(cause ?? `The database ${what}: ${nameOfError(error)}.`);
  }
  return found;
}

/** Judges a clock offset in milliseconds. `detail` is for operators. */
export function judgeClock(offset: number | null): { readonly ok: boolean; readonly detail?: string } {
  if (offset === null || Math.abs(offset) <= CLOCK_WARNING_MS) return { ok: true };
  const seconds = Math.round(Math.abs(offset) / SECOND);
  const how = `This process's clock is ${seconds} s ${offset > 0 ? 'ahead of' : 'behind'} its database's.`;
  const ok = seconds * SECOND <= CLOCK_MS_MAX;
  const what = ok
    ? `Beyond 60 s it rejects valid tokens; beyond ${CLOCK_MS_MAX / SECOND} s it is not ready.`
    : 'It rejects valid tokens, or accepts expired ones. Set its clock, or the database’s.';
  return { ok, detail: `${how} ${what}` };
}

/** Compares the database's clock with the mean of this process's clock before and after reading it. */
async function offsetOf(session: Session, clock: Clock): Promise<number> {
  const before = clock.now();
  const database = await session.now();
  return (before + clock.now()) / 2 - database;
}

async function variablesOf(session: Session): Promise<ReadonlyMap<string, string>> {
  const rows = await session.rows<{ Variable_name: string; Value: string }>(
    'SHOW VARIABLES WHERE Variable_name IN (?)',
    [CHECKED_VARIABLES],
  );
  return new Map(rows.map(({ Variable_name, Value }) => [Variable_name, Value]));
}

/**
 * Runs an UPDATE that matches no row: a server that is read-only for this user rejects it nevertheless. `schemaState`
 * reports a missing table.
 */
async function changeNothing(session: Session, schema: SchemaName): Promise<void> {
  try {
    await session.write(`UPDATE ${schema}_migration SET name = name WHERE id = -1`);
  } catch (error) {
    if (!isMissingTable(error)) throw error;
  }
}
