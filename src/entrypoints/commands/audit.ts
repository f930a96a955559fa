import { Command } from 'commander';
import { auditBookings, countsForSearch, type Finding } from '../../adapters/audit/audit-bookings.js';
import { auditSearch, SEARCH_INVARIANT } from '../../adapters/audit/audit-search.js';
import { BOOKING_ENTITIES } from '../../adapters/mysql/booking/tables.js';
import { Database } from '../../adapters/mysql/connection/database.js';
import { schemaState } from '../../adapters/mysql/schema/migrations.js';
import type { DatabaseAddress } from '../../adapters/mysql/connection/server.js';
import { MINUTE } from '../../domain/shared/instant.js';
import { EXIT, runCommand } from './command-line.js';
import { ConfigError, USES } from '../process/config.js';
import { Misuse } from './command-errors.js';

interface Options {
  readonly json?: boolean;
}

/** How long one statement of the audit may take: it reads all rows. */
const STATEMENT_TIMEOUT = 10 * MINUTE;

const command = new Command('npm run audit --')
  .description("Checks the invariants in booking's database. Changes nothing and locks nothing.")
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    "\nWith SEARCH_URL, it also compares search's seat counts.\nExit codes: 0 all invariants hold, 1 one is broken or the audit failed, 2 invalid use.",
  );

await runCommand(command, USES.audit, async (config) => {
  const options = command.opts<Options>();
  if (config.database === undefined) throw new ConfigError(['DB_HOST is needed: the audit reads a database']);
  const { address } = config.database;
  const entities = BOOKING_ENTITIES;
  const database = new Database({ address, entities, connections: 2, statementTimeout: STATEMENT_TIMEOUT });
  try {
    await requireSchema(database, address);
    const findings: (Finding | NotChecked)[] = await auditBookings(database, config, (name) =>
      say(`Checking: ${name}`),
    );
    say(`Checking: ${SEARCH_INVARIANT.name}`);
    findings.push(await searchFinding(config.searchUrl, database));
    if (options.json === true) console.log(JSON.stringify(findings, null, 2));
    else console.log(tableOf(findings));
    return findings.some(isBad) ? EXIT.failed : 0;
  } finally {
    await database.close();
  }
});

/** Throws Misuse if the tables of booking are missing or older than this program. */
async function requireSchema(database: Database, { database: name, host, port }: DatabaseAddress) {
  const { missing } = await database.read((session) => schemaState(session, 'booking'));
  if (missing.length === 0) return;
  throw new Misuse(
    `The tables of booking in the database ${name} at ${host}:${port} are missing or too old: npm run migrate does ${missing.join(', ')}.`,
  );
}

interface NotChecked {
  readonly number: number;
  readonly name: string;
  readonly notChecked: string;
  /** Whether the check was requested and failed. */
  readonly failed: boolean;
}

/** Compares search's seat counts, if SEARCH_URL is set. If search does not respond, the other findings still count. */
async function searchFinding(
  searchUrl: string | undefined,
  database: Database,
): Promise<Finding | NotChecked> {
  const what = SEARCH_INVARIANT;
  if (searchUrl === undefined) return { ...what, notChecked: 'SEARCH_URL is not set', failed: false };
  try {
    return await auditSearch(searchUrl, () => countsForSearch(database));
  } catch (error) {
    return { ...what, notChecked: `${searchUrl} does not respond: ${String(error)}`, failed: true };
  }
}

function isBad(finding: Finding | NotChecked): boolean {
  return 'violations' in finding ? finding.violations > 0 : finding.failed;
}

/** Reports progress on standard error, if a person watches. */
function say(line: string): void {
  if (process.stderr.isTTY) console.error(line);
}

function tableOf(findings: readonly (Finding | NotChecked)[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap((finding) => {
    const head = `${finding.number}  ${finding.name.padEnd(width)}`;
    if ('notChecked' in finding) return [`${head}  not checked: ${finding.notChecked}`];
    const { checked, violations, offenders } = finding;
    return [
      `${head}  ${String(checked).padStart(12)}  ${String(violations).padStart(10)}`,
      ...offenders.map(({ offender, reason }) => `   ${offender}: ${reason}`),
    ];
  });
  return [
    `#  ${'invariant'.padEnd(width)}  ${'rows checked'.padStart(12)}  ${'violations'.padStart(10)}`,
    ...lines,
  ].join('\n');
}
