// npm run mutants: removes one rule after another from a copy of the project and checks that a test fails each time.
import { Command } from 'commander';
import { ROOT } from '../../tools/project.js';
import { hasDocker, startContainer } from '../../tools/database-container.js';
import { findServerProgram, HOW_TO_INSTALL } from '../../tools/database-program.js';
import { startThrowawayServer } from '../../tools/database-server.js';
import { MUTANTS } from '../mutants/all.js';
import { exitCodeOf, NotGreen, runMutants } from '../mutants/run-mutants.js';
import { OutOfDate } from '../mutants/mutant.js';
import { tableOf } from '../mutants/table.js';

const command = new Command('npm run mutants --')
  .description(
    'Removes one rule after another from a copy of the project and checks that a test fails each time.',
  )
  .argument('[mutants...]', 'the mutants to run (default: all)')
  .option('--list', 'list the mutants and exit')
  .option('--json', 'report as JSON on standard output; progress goes to standard error')
  .addHelpText(
    'after',
    '\nDatabase tests use the server at TEST_DB_URL, or a throwaway server.' +
      '\nExit codes: 0 every mutant was caught, 1 a mutant survived or could not run, 2 invalid arguments, 130 after a signal.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
command.parse();

const options: { list?: true; json?: true } = command.opts();
const wanted = selectMutants(command.args);

if (options.list === true) {
  const list = wanted.map(({ name, says }) => ({ name, says }));
  console.log(
    options.json === true
      ? JSON.stringify(list, null, 2)
      : list.map(({ name, says }) => `${name}: ${says}`).join('\n'),
  );
  process.exit(0);
}

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());

try {
  process.exitCode = await withDatabase(runAll);
} catch (error) {
  if (!ending.signal.aborted) {
    const isExpected = error instanceof OutOfDate || error instanceof NotGreen;
    console.error(isExpected ? error.message : error);
  }
  process.exitCode = ending.signal.aborted ? 130 : 1;
}

function selectMutants(names: readonly string[]) {
  const unknown = names.filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown.length > 0)
    command.error(`There is no mutant called ${unknown.join(', ')}. --list names all mutants.`);
  return MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function runAll(databaseUrl: string | null) {
  const say = options.json === true ? console.error : console.log;
  const { signal } = ending;
  const results = await runMutants({ root: ROOT, mutants: wanted, databaseUrl, signal, say });
  console.log(options.json === true ? JSON.stringify(results, null, 2) : `\n${tableOf(results)}`);
  return exitCodeOf(results);
}

/** Starts one server for all runs, or none if no wanted mutant needs a database. */
async function withDatabase<T>(use: (url: string | null) => Promise<T>) {
  const named = process.env['TEST_DB_URL'];
  if (named !== undefined || wanted.every(({ project }) => project === 'memory'))
    return await use(named ?? null);
  const server = await startAny();
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}

async function startAny() {
  const program = await findServerProgram();
  if (program !== null) return await startThrowawayServer(program);
  if (await hasDocker()) return await startContainer();
  throw new Error(HOW_TO_INSTALL);
}
