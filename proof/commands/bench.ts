import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { EXIT, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import { measuredGoals } from '../bench/goals.js';
import { QUICK_SIDES } from '../bench/names.js';
import { allSideNames, isChosen, runGroups } from '../bench/run-groups.js';
import { tableOf } from '../bench/table.js';
import { benchPage } from '../bench/page.js';
import { Endings } from '../stage/endings.js';

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly flights: number;
  readonly requests: number;
  readonly growth: number;
  readonly only?: string;
  readonly quick?: boolean;
  readonly engine?: 'mariadb' | 'mysql';
  readonly data?: string;
  readonly json: string;
  readonly html: string;
}

/** Each running program of a run has a listener for the end of this process; four stacks have some thirty programs. */
const LISTENERS_MAX = 100;

const QUICK = { rounds: 1, seconds: 2, flights: 100, requests: 10_000, growth: 3 };

const command = new Command('npm run bench --')
  .description(
    'Measures Holdfast against what the machine can do: a bare database driver, bare Koa, bare nginx and its own no-op, in turns in one run, with the invariants checked after every round. Only ratios within a run mean something.',
  )
  .option('--rounds <n>', 'measured rounds of each side', wholeNumber(1, 100), 3)
  .option('--seconds <n>', 'how long a round lasts', wholeNumber(1, 600), 5)
  .option('--flights <n>', 'flights whose seats are sold, in each stack', wholeNumber(10, 10_000), 1_000)
  .option('--requests <n>', 'requests before memory is read', wholeNumber(100, 100_000_000), 1_000_000)
  .option('--growth <n>', 'how many times larger the grown stack is', wholeNumber(2, 1_000), 100)
  .option('--only <text>', 'only the sides whose names contain this, such as "search"')
  .option(
    '--quick',
    `about a minute: one round of ${QUICK.seconds} seconds, smaller sizes, and without --only a fixed choice of ${QUICK_SIDES.length} sides`,
  )
  .option('--engine <name>', 'mariadb or mysql; left out, whichever is installed')
  .option('--data <folder>', 'real schedules, in place of the seed flights')
  .option('--json <file>', 'where the results are written as JSON', 'bench/report.json')
  .option('--html <file>', 'where they are written as a page with charts', 'bench/report.html')
  .addHelpText(
    'after',
    '\nExit codes: 0 measured, 1 a round counts as 0 or a side could not run, 2 invalid arguments.',
  );

await runCommand(command, [], async () => {
  const { quick: isQuick = false, ...given } = command.opts<Options>();
  // What the caller gives wins over the sizes of a quick run.
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  const quickSizes = Object.fromEntries(Object.entries(QUICK).filter(([name]) => !isGiven(name)));
  const options: Options = isQuick ? { ...given, ...quickSizes } : given;
  const choice = { only: options.only, isQuick };
  const names = allSideNames();
  const chosen = names.filter((name) => isChosen(name, choice));
  if (chosen.length === 0) {
    console.error(`No side has "${options.only ?? ''}" in its name. The sides are: ${names.join('; ')}.`);
    return EXIT.misused;
  }
  process.setMaxListeners(LISTENERS_MAX);
  const say = (line: string) => console.error(line);
  const endings = new Endings();
  endings.endOnSignals(say);
  try {
    const { engine, data, rounds, seconds, flights, requests, growth } = options;
    const sizes = { flights, requests, growth };
    const further = { ...(engine === undefined ? {} : { engine }), ...(data === undefined ? {} : { data }) };
    const milliseconds = seconds * 1_000;
    const run = { rounds, milliseconds, say };
    const { header, results, failures } = await runGroups(
      choice,
      { endings, say, ...sizes, ...further },
      run,
    );

    const extent = `${chosen.length} of ${names.length} sides, ${rounds} rounds of ${seconds} s.`;
    const title = `${header} ${extent}`;
    console.log(`${title}\n\n${tableOf(results)}`);
    const report = { header: title, sizes, results, failures, goals: measuredGoals(results) };
    await write(options.json, `${JSON.stringify(report, null, 2)}\n`);
    await write(options.html, await benchPage(title, results));
    for (const failure of failures) console.error(`A group of sides failed: ${failure}`);
    const isWhole =
      failures.length === 0 && results.every((side) => side.rounds.every(({ fault }) => fault === null));
    return isWhole ? 0 : EXIT.failed;
  } finally {
    await endings.end();
  }
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
