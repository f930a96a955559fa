import { Command } from 'commander';
import { migrate, revert, schemaState, type SchemaName } from '../adapters/mysql/migrations.js';
import { Database } from '../adapters/mysql/database.js';
import { EXIT, runCommand } from './command-line.js';
import { ConfigError, USES, type Config, type DatabaseConfig } from './config.js';

interface Options {
  readonly down?: boolean;
  readonly status?: boolean;
  readonly json?: boolean;
}

/** What became of one role's schema. */
interface Outcome {
  readonly schema: SchemaName;
  readonly done: readonly string[];
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

const command = new Command('npm run migrate --')
  .description("Brings the schema of ROLE's database up to date: booking, search, or both for all.")
  .option('--down', 'take back the latest migration, with all that is stored in what it made')
  .option('--status', 'change nothing, and say what is to be done; exit code 1 if anything is')
  .option('--json', 'report as JSON on standard output')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 asked for in a way that cannot be done.');

await runCommand(command, USES.migrate, async (config) => {
  const options = command.opts<Options>();
  const database = databaseOf(config);
  if (options.down === true && options.status === true)
    throw new ConfigError(['--down or --status, not both']);
  const schemas: SchemaName[] = config.role === 'all' ? ['search', 'booking'] : [config.role];
  const outcomes: Outcome[] = [];
  for (const schema of schemas) outcomes.push(await outcomeFor(schema, database, options));
  if (options.json === true) console.log(JSON.stringify(outcomes, null, 2));
  else for (const outcome of outcomes) console.log(lineOf(outcome, options));
  const isBehind = outcomes.some(({ missing }) => missing.length > 0);
  return options.status === true && isBehind ? EXIT.failed : 0;
});

async function outcomeFor(
  schema: SchemaName,
  { address }: DatabaseConfig,
  options: Options,
): Promise<Outcome> {
  let done: string[] = [];
  if (options.down === true) {
    const name = await revert(address, schema);
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
    done.length === 0 ? 'nothing done' : `${down === true ? 'taken back' : 'done'}: ${done.join(', ')}`,
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
