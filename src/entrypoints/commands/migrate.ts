import { Command } from 'commander';
import { migrate, schemaState } from '../../adapters/mysql/schema/migrations.js';
import { Database } from '../../adapters/mysql/connection/database.js';
import { EXIT, runCommand } from './command-line.js';
import { ConfigError, USES, type Config, type DatabaseConfig } from '../process/config.js';
import { hasConsent } from './consent.js';
import { Misuse } from './command-errors.js';
import { lossesOf, revert, type Losses } from '../../adapters/mysql/schema/revert.js';
import type { SchemaName } from '../../adapters/mysql/schema/definitions.js';

interface Options {
  readonly down?: boolean;
  readonly yes?: string;
  readonly inProduction?: boolean;
  readonly status?: boolean;
  readonly json?: boolean;
}

/** The result for one role's schema. */
interface Outcome {
  readonly schema: SchemaName;
  readonly done: readonly string[];
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

const command = new Command('npm run migrate --')
  .description("Migrates the schema of ROLE's database: of booking, of search, or with ROLE=all of both.")
  .option(
    '--down',
    'revert the latest migration, with all data in the tables and columns that it made; lists them first',
  )
  .option('--yes <name>', 'with --down: the value of DB_NAME; without it, the terminal asks for it')
  .option('--in-production', 'with --down: allow it with NODE_ENV=production')
  .option('--status', 'change nothing, and list the missing migrations; exit code 1 if there are any')
  .option('--json', 'report as JSON on standard output')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 invalid use.');

await runCommand(command, USES.migrate, async (config) => {
  const options = command.opts<Options>();
  const database = databaseOf(config);
  rejectContradictions(options);
  const schemas: SchemaName[] = config.role === 'all' ? ['search', 'booking'] : [config.role];
  const losses = options.down === true ? await agreedLosses(schemas, database, config, options) : {};
  if (losses === null) {
    console.error('Nothing was done.');
    return EXIT.failed;
  }
  const outcomes: Outcome[] = [];
  for (const schema of schemas) outcomes.push(await outcomeFor(schema, database, options, losses[schema]));
  if (options.json === true) console.log(JSON.stringify(outcomes, null, 2));
  else for (const outcome of outcomes) console.log(lineOf(outcome, options));
  const isBehind = outcomes.some(({ missing }) => missing.length > 0);
  return options.status === true && isBehind ? EXIT.failed : 0;
});

function rejectContradictions({ down, status, yes, inProduction }: Options): void {
  if (down === true && status === true) throw new Misuse('Give --down or --status, not both.');
  if (down !== true && (yes !== undefined || inProduction === true))
    throw new Misuse('--yes and --in-production require --down.');
}

type LossesOfEach = Partial<Record<SchemaName, Losses>>;

/** Prints the data that would be lost, and returns it if the user consents; otherwise null. */
async function agreedLosses(
  schemas: readonly SchemaName[],
  { address }: DatabaseConfig,
  { isProduction }: Config,
  { yes, inProduction = false }: Options,
): Promise<LossesOfEach | null> {
  const losses: LossesOfEach = {};
  for (const schema of schemas) {
    const found = await lossesOf(address, schema);
    if (found !== null) losses[schema] = found;
  }
  if (Object.keys(losses).length === 0) return losses;
  const { database: name, host, port } = address;
  console.error(`In the database ${name} at ${host}:${port} this would be lost:`);
  for (const [schema, lost] of Object.entries(losses)) console.error(lossText(schema, lost));
  return (await hasConsent({ name, yes, isProduction, inProduction })) ? losses : null;
}

function lossText(schema: string, { migration, tables, statements }: Losses): string {
  const width = Math.max(...tables.map(({ name }) => name.length), 0);
  return [
    `${schema}, ${migration}:`,
    ...tables.map(({ name, rows }) => `  ${name.padEnd(width)}  ${rows.toLocaleString('en')} rows`),
    ...statements.map((sql) => `  ${sql}`),
  ].join('\n');
}

async function outcomeFor(
  schema: SchemaName,
  { address }: DatabaseConfig,
  options: Options,
  losses: Losses | undefined,
): Promise<Outcome> {
  let done: string[] = [];
  if (options.down === true) {
    const name = losses === undefined ? null : await revert(address, schema, losses.migration);
    if (name !== null) done = [name];
  } else if (options.status !== true) {
    done = await migrate(address, schema);
  }
  const database = new Database({ address, entities: [], connections: 1 });
  try {
    return { schema, done, ...(await database.read((session) => schemaState(session, schema))) };
  } finally {
    await database.close();
  }
}

function lineOf({ schema, done, missing, unknown }: Outcome, { down }: Options): string {
  const parts = [
    done.length === 0 ? 'nothing done' : `${down === true ? 'reverted' : 'done'}: ${done.join(', ')}`,
    missing.length === 0 ? 'up to date' : `to be done: ${missing.join(', ')}`,
    ...(unknown.length === 0 ? [] : [`done by a later version: ${unknown.join(', ')}`]),
  ];
  return `${schema}: ${parts.join('; ')}`;
}

function databaseOf({ database }: Config): DatabaseConfig {
  if (database === undefined)
    throw new ConfigError(['DB_HOST is needed: without a database there is no schema']);
  return database;
}
