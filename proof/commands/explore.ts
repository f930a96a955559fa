import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { SECOND } from '../../src/domain/shared/instant.js';
import { EXIT, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import { makeWorld, SEEDS, type Exploration } from '../explore/explore.js';
import { exploreInParallel } from '../explore/parallel.js';
import { replayOf, reportOf } from '../explore/report.js';

interface Options {
  readonly seed: number;
  readonly operations: number;
  readonly workers: number;
  readonly seconds: number;
  readonly trace: number;
  readonly json?: boolean;
}

const OPERATIONS_MAX = 1_000_000_000;
const WORKERS_MAX = 64;
const SECONDS_MAX = 86_400;
const STEPS_SHOWN_MAX = 100_000;

const command = new Command('npm run explore --')
  .description(
    'Lets travellers, the airline and processes with the real use cases meet in simulated worlds in every order, with crashes and lost answers, and looks for anything that must not be. Needs no database, and changes nothing.',
  )
  .option(
    '--seed <n>',
    'of the first world; the same seed is the same world, step by step',
    wholeNumber(0, SEEDS - 1),
    randomInt(SEEDS),
  )
  .option(
    '--operations <n>',
    'how many use cases are asked for, in as many worlds as it takes',
    wholeNumber(1, OPERATIONS_MAX),
    1_000_000,
  )
  .option(
    '--workers <n>',
    'how many explore at once, each with seeds of its own',
    wholeNumber(1, WORKERS_MAX),
    Math.min(WORKERS_MAX, availableParallelism()),
  )
  .option('--seconds <n>', 'no world is begun after so long', wholeNumber(1, SECONDS_MAX), 600)
  .option(
    '--trace <n>',
    'how many of the last steps are shown of a world in which something is wrong',
    wholeNumber(1, STEPS_SHOWN_MAX),
    60,
  )
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nExit codes: 0 nothing was wrong, 1 something was, 2 asked for in a way that cannot be done.',
  );

await runCommand(command, [], async () => {
  const options = command.opts<Options>();
  const { seed, operations, workers, seconds } = options;
  console.error(`Exploring from seed ${seed}.`);
  let reportedAt = performance.now();
  const progress = (soFar: Exploration) => {
    if (performance.now() - reportedAt < 5 * SECOND) return;
    reportedAt = performance.now();
    console.error(`${soFar.operations} of ${operations} operations in ${soFar.worlds} worlds`);
  };
  const found = await exploreInParallel({ seed, operations, workers, longest: seconds * SECOND, progress });
  const { violation } = found;
  const replayed =
    violation === null ? null : await makeWorld(violation.seed, { traceLength: options.trace });
  if (options.json === true)
    console.log(JSON.stringify({ seed, ...found, replay: replayOf(found, replayed) }, null, 2));
  else console.log(reportOf(seed, found, replayed));
  return violation === null ? 0 : EXIT.failed;
});
