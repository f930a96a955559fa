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

/** How long one statement of the audit may take: it reads everything there is. */
const STATEMENT_TIMEOUT = 10 * MINUTE;

const command = new Command('npm run audit --')
  .description("Checks in booking's database what must always be true. Changes nothing, and locks nothing.")
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nWith SEARCH_URL, search is asked for its numbers, too.\nExit codes: 0 all true, 1 something is broken, 2 asked for in a way that cannot be done.',
  );

await runCommand(command, USES.audit, async (config) => {
  const options = command.opts<Options>();
  if (config.database === undefined)
    throw new ConfigError(['DB_HOST is needed: there is nothing to audit in memory']);
  const { address } = config.database;
  const entities = BOOKING_ENTITIES;
  const database = new Database({ address, entities, connections: 2, statementTimeout: STATEMENT_TIMEOUT });
  try {
    await requireSchema(database, address);
    const findings: (Finding | NotChecked)[] = await auditBookings(database, config, (name) =>
      say(`Checking: ${name}`),
    );
    say('Checking: search has the numbers that booking has');
    findings.push(await searchFinding(config.searchUrl, database));
    if (options.json === true) console.log(JSON.stringify(findings, null, 2));
    else console.log(tableOf(findings));
    return findings.some(isBad) ? EXIT.failed : 0;
  } finally {
    await database.close();
  }
});

/** Throws Misuse where there are no tables to look at, or older ones. */
async function requireSchema(database: Database, { database: name, host, port }: DatabaseAddress) {
  const { missing } = await database.read((session) => schemaState(session, 'booking'));
  if (missing.length === 0) return;
  throw new Misuse(
    `The database ${name} at ${host}:${port} has no tables of booking, or older ones: npm run migrate does ${missing.join(', ')}.`,
  );
}

interface NotChecked {
  readonly number: number;
  readonly name: string;
  readonly notChecked: string;
  /** It was asked for, and could not be done. */
  readonly failed: boolean;
}

/** Search is asked if it is known where; one that does not answer leaves all other findings as they are. */
async function searchFinding(
  searchUrl: string | undefined,
  database: Database,
): Promise<Finding | NotChecked> {
  const what = SEARCH_INVARIANT;
  if (searchUrl === undefined) return { ...what, notChecked: 'SEARCH_URL is not set', failed: false };
  try {
    return await auditSearch(searchUrl, () => countsForSearch(database));
  } catch (error) {
    return { ...what, notChecked: `${searchUrl} does not answer: ${String(error)}`, failed: true };
  }
}

function isBad(finding: Finding | NotChecked): boolean {
  return 'violations' in finding ? finding.violations > 0 : finding.failed;
}

/** Long work says where it is, beside its result. */
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
