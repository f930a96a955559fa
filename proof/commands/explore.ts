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
    'Runs the real use cases in simulated worlds, with travellers, an airline and several processes in random order, with crashes and lost responses, and checks the invariants. Needs no database and changes nothing.',
  )
  .option(
    '--seed <n>',
    'seed of the first world; the same seed makes the same world, step by step',
    wholeNumber(0, SEEDS - 1),
    randomInt(SEEDS),
  )
  .option(
    '--operations <n>',
    'number of use case calls, in as many worlds as needed',
    wholeNumber(1, OPERATIONS_MAX),
    1_000_000,
  )
  .option(
    '--workers <n>',
    'number of parallel workers, each with its own seeds',
    wholeNumber(1, WORKERS_MAX),
    Math.min(WORKERS_MAX, availableParallelism()),
  )
  .option('--seconds <n>', 'no world starts after this time', wholeNumber(1, SECONDS_MAX), 600)
  .option(
    '--trace <n>',
    'number of last steps to show of a world with a violation',
    wholeNumber(1, STEPS_SHOWN_MAX),
    60,
  )
  .option('--json', 'report as JSON on standard output')
  .addHelpText('after', '\nExit codes: 0 no violation, 1 a violation, 2 invalid arguments.');

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
