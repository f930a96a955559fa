// npm run mutants: takes out one rule after another, and demands that tests notice.
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
  .description('Takes one rule after another out of a copy of the project, and demands that tests notice.')
  .argument('[mutants...]', 'which ones; all of them unless named')
  .option('--list', 'say which there are, and run none')
  .option('--json', 'answer JSON on standard output; how far it is goes to standard error')
  .addHelpText(
    'after',
    '\nIts tests use the server that TEST_DB_URL names, or a throwaway one.' +
      '\nExit codes: 0 every mutant was caught, 1 one was not, or could not be tried, 2 asked for in a way that cannot be done, 130 a signal ended it.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
command.parse();

const options: { list?: true; json?: true } = command.opts();
const wanted = chosen(command.args);

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
  process.exitCode = await withDatabase(tryAll);
} catch (error) {
  if (!ending.signal.aborted) {
    const isExpected = error instanceof OutOfDate || error instanceof NotGreen;
    console.error(isExpected ? error.message : error);
  }
  process.exitCode = ending.signal.aborted ? 130 : 1;
}

function chosen(names: readonly string[]) {
  const unknown = names.filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown.length > 0)
    command.error(`There is no mutant called ${unknown.join(', ')}. --list says which there are.`);
  return MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function tryAll(databaseUrl: string | null) {
  const say = options.json === true ? console.error : console.log;
  const { signal } = ending;
  const results = await runMutants({ root: ROOT, mutants: wanted, databaseUrl, signal, say });
  console.log(options.json === true ? JSON.stringify(results, null, 2) : `\n${tableOf(results)}`);
  return exitCodeOf(results);
}

/** One server for all that runs; none where none is needed. */
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
