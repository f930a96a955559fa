import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Fault } from '../proof/chaos/fault.js';
import { GaleraCluster, galeraFaults } from '../proof/chaos/galera.js';
import { FAULTS, NOT_HERE } from '../proof/chaos/faults/all.js';
import { brokenRules, HEADING, isBackInTime, lineOf, type Row } from '../proof/chaos/row.js';
import { runFault } from '../proof/chaos/run-fault.js';
import { knownWorld, startBreakableStack } from '../proof/chaos/stage-scene.js';
import type { History } from '../proof/history/history.js';
import { HttpClient } from '../proof/travellers/http-client.js';
import { EXIT, runCommand, wholeNumber } from './command-line.js';

interface Options {
  readonly travellers: number;
  readonly seed?: number;
  readonly engine?: 'mariadb' | 'mysql' | 'galera';
  readonly list?: boolean;
  readonly keep?: string;
  readonly json?: boolean;
}

/** Short, so that holds lapse while things break. */
const HOLD_SECONDS = 12;

/** On a cluster, what is meant for one; its first node is the stack's own database, and is left alone. */
const ON_A_CLUSTER = ['booking-killed', 'killed-after-commit', 'everything-five-times'];

/** Few flights, so that people meet. */
const FLIGHTS = 8;

const command = new Command('npm run chaos --')
  .description(
    'Breaks one thing after another while travellers travel, and judges each time whether all is as it must be.',
  )
  .argument('[faults...]', 'which ones; left out, all of them')
  .option('--list', 'name the faults, and those that cannot be tried here, and end')
  .addOption(new Option('--travellers <n>', 'how many people').argParser(wholeNumber(1, 10_000)).default(60))
  .addOption(new Option('--seed <n>', 'the same people').argParser(wholeNumber(0, 2 ** 31)))
  .addOption(new Option('--engine <name>', 'on which database').choices(['mariadb', 'mysql', 'galera']))
  .option('--keep <folder>', 'keep the history of what broke a rule, a request and its answer a line')
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nIt starts all of Holdfast on this machine, with a database of its own, and ends it.' +
      '\nExit codes: 0 all right, 1 something is wrong, 2 asked for in a way that cannot be done.',
  );

await runCommand(command, async () => {
  const options = command.opts<Options>();
  if (options.list === true) return listed();
  const cluster = options.engine === 'galera' ? await GaleraCluster.find() : null;
  const faults = chosen(command.args, cluster);
  const seed = options.seed ?? randomInt(2 ** 31);
  const say = (line: string) => console.error(line);
  process.once('SIGINT', () => process.kill(process.pid, 'SIGTERM'));
  say(`Starting all of Holdfast … (seed ${seed})`);
  const { engine } = options;
  const breakable = await startBreakableStack(
    {
      holdSeconds: HOLD_SECONDS,
      hear: () => undefined,
      ...(engine === undefined ? {} : { engine: engine === 'galera' ? 'mariadb' : engine }),
      ...(cluster === null ? {} : { databaseOptions: cluster.firstOptions }),
    },
    cluster === null ? undefined : (process) => cluster.portFor(process),
  );
  const client = new HttpClient(breakable.stack.url);
  const rows: Row[] = [];
  try {
    const world = await knownWorld(breakable.stack, client, seed, FLIGHTS);
    say(HEADING);
    for (const fault of faults) {
      const { travellers } = options;
      const keep = (history: History) => kept(options.keep, fault.name, history);
      const run = { travellers, seed, client, world, keep };
      const row = await runFault(breakable.sceneFor(world), fault, run);
      rows.push(row);
      say(lineOf(row));
    }
  } finally {
    client.close();
    await breakable.stop();
    await cluster?.stop();
  }
  for (const { says, why } of NOT_HERE) say(`  not tried: ${says}: ${why}`);
  if (options.json === true) console.log(JSON.stringify({ seed, rows, notTried: NOT_HERE }, null, 2));
  const wrong = rows.filter((row) => brokenRules(row).length > 0 || !isBackInTime(row));
  say(`${rows.length} faults, ${wrong.length} of them not survived as promised.`);
  return wrong.length === 0 ? 0 : EXIT.failed;
});

async function kept(folder: string | undefined, name: string, history: History): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.jsonl`), history.text());
}

function listed(): number {
  for (const { name, says } of FAULTS) console.log(`${name.padEnd(24)} ${says}`);
  for (const { says, why } of NOT_HERE) console.log(`${'(not tried here)'.padEnd(24)} ${says}: ${why}`);
  return 0;
}

function chosen(names: readonly string[], cluster: GaleraCluster | null): readonly Fault[] {
  const all =
    cluster === null
      ? FAULTS
      : [...galeraFaults(cluster), ...FAULTS.filter(({ name }) => ON_A_CLUSTER.includes(name))];
  if (names.length === 0) return all;
  return names.map((name) => {
    const fault = all.find((each) => each.name === name);
    if (fault === undefined) return command.error(`There is no fault ${name}. --list names them.`);
    return fault;
  });
}
