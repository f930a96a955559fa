import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { EXIT, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import type { Fault } from '../chaos/fault.js';
import { GaleraCluster, galeraFaults } from '../chaos/galera.js';
import { canBeTried, FAULTS, needsOf, NOT_HERE } from '../chaos/faults/all.js';
import { brokenRules, HEADING, isBackInTime, lineOf, type Row } from '../chaos/row.js';
import { runFault } from '../chaos/run-fault.js';
import { knownWorld, startBreakableStack, type BreakableStack } from '../chaos/stage-scene.js';
import { partOf, prepareStaging, WHY_NOT, type Staging } from '../chaos/staging.js';
import type { History } from '../history/history.js';
import { Endings } from '../stage/endings.js';
import { HttpClient } from '../travellers/http-client.js';

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
  .option('--list', 'name the faults of that --engine, and those that cannot be tried here, and end')
  .addOption(new Option('--travellers <n>', 'how many people').argParser(wholeNumber(1, 10_000)).default(60))
  .addOption(new Option('--seed <n>', 'the same people').argParser(wholeNumber(0, 2 ** 31)))
  .addOption(new Option('--engine <name>', 'on which database').choices(['mariadb', 'mysql', 'galera']))
  .option(
    '--keep <folder>',
    'keep the history of what broke a rule: of each request and its answer what the verdict reads, one a line',
  )
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nIt starts all of Holdfast on this machine, with a database of its own, and ends it.' +
      '\nExit codes: 0 all right, 1 something is wrong, 2 asked for in a way that cannot be done, 128 and its' +
      '\nnumber when a signal ended it, such as 130 after a Ctrl-C.',
  );

await runCommand(command, [], async () => {
  const options = command.opts<Options>();
  const running: { cluster: GaleraCluster | null } = { cluster: null };
  const all = faultsOn(options.engine, async (index, signal) => await running.cluster?.lose(index, signal));
  if (options.list === true) return listed(all);
  const wanted = chosen(command.args, all, options.engine);
  const seed = options.seed ?? randomInt(2 ** 31);
  const endings = new Endings();
  endings.endOnSignals(say);
  try {
    const { engine } = options;
    running.cluster = engine === 'galera' ? await GaleraCluster.find(endings) : null;
    const staging = await prepareStaging(needsOf(wanted), endings);
    const left = wanted.filter((fault) => !canBeTried(fault, staging));
    if (command.args.length > 0) rejectMissing(left);
    const rows: Row[] = [];
    for (const faults of onOneStack(wanted.filter((fault) => canBeTried(fault, staging)))) {
      say(`Starting all of Holdfast … (seed ${seed})`);
      const setup = { staging: partOf(staging, needsOf(faults)), endings };
      const breakable = await start(engine === 'galera' ? 'mariadb' : engine, running.cluster, setup);
      rows.push(...(await inflictAll(breakable, faults, options, seed)));
      await breakable.stop();
    }
    await endings.end();
    const notTried = [...NOT_HERE, ...left.map(({ says, needs }) => ({ says, why: whyNot(needs) }))];
    return report(rows, notTried, seed, options.json === true);
  } finally {
    await endings.end();
  }
});

/** Those that can follow one another, and each that is tried on a stack of its own. */
function onOneStack(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const together = faults.filter(({ alone }) => alone !== true);
  const alone = faults.filter((fault) => fault.alone === true).map((fault) => [fault]);
  return together.length === 0 ? alone : [together, ...alone];
}

async function start(
  engine: 'mariadb' | 'mysql' | undefined,
  cluster: GaleraCluster | null,
  stage: { readonly staging: Staging; readonly endings: Endings },
): Promise<BreakableStack> {
  const setup = { holdSeconds: HOLD_SECONDS, onOutput: () => undefined, ...stage };
  if (cluster !== null) {
    const first = { ...setup, engine: 'mariadb' as const, databaseOptions: cluster.firstOptions };
    return await startBreakableStack(first, (process) => cluster.portFor(process));
  }
  return await startBreakableStack({ ...setup, ...(engine === undefined ? {} : { engine }) });
}

async function inflictAll(
  breakable: BreakableStack,
  faults: readonly Fault[],
  { travellers, keep }: Options,
  seed: number,
): Promise<Row[]> {
  const client = new HttpClient(breakable.stack.url);
  const rows: Row[] = [];
  try {
    const world = await knownWorld(breakable.stack, client, seed, FLIGHTS);
    say(HEADING);
    for (const fault of faults) {
      const run = { travellers, seed, client, world, keep: keeping(keep, fault.name) };
      const row = await runFault(breakable.sceneFor(world), fault, run);
      rows.push(row);
      say(lineOf(row));
    }
    return rows;
  } finally {
    client.close();
  }
}

function report(rows: readonly Row[], notTried: typeof NOT_HERE, seed: number, isJson: boolean): number {
  for (const { says, why } of notTried) say(`  not tried: ${says}: ${why}`);
  if (isJson) console.log(JSON.stringify({ seed, rows, notTried }, null, 2));
  const wrong = rows.filter((row) => brokenRules(row).length > 0 || !isBackInTime(row));
  const verdict =
    wrong.length === 0
      ? `PASSED: ${rows.length} faults were survived as promised.`
      : `FAILED: ${wrong.length} of ${rows.length} faults were not survived as promised: ${wrong.map(({ name }) => name).join(', ')}.`;
  say(verdict);
  return wrong.length === 0 ? 0 : EXIT.failed;
}

function keeping(folder: string | undefined, name: string) {
  return async (history: History): Promise<void> => {
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await history.keep(join(folder, `${name}.jsonl`));
  };
}

function whyNot(needs: Fault['needs']): string {
  return needs === undefined ? '' : WHY_NOT[needs];
}

/** Ends the command when what was asked for by name cannot be tried here. */
function rejectMissing(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first !== undefined) command.error(`${first.name} cannot be tried here: ${whyNot(first.needs)}`);
}

function say(line: string): void {
  console.error(line);
}

function faultsOn(engine: Options['engine'], lose: GaleraCluster['lose']): readonly Fault[] {
  if (engine !== 'galera') return FAULTS;
  return [...galeraFaults(lose), ...FAULTS.filter(({ name }) => ON_A_CLUSTER.includes(name))];
}

function listed(faults: readonly Fault[]): number {
  for (const { name, says } of faults) console.log(`${name.padEnd(24)} ${says}`);
  for (const { says, why } of NOT_HERE) console.log(`${'(not tried here)'.padEnd(24)} ${says}: ${why}`);
  return 0;
}

function chosen(
  names: readonly string[],
  all: readonly Fault[],
  engine: Options['engine'],
): readonly Fault[] {
  if (names.length === 0) return all;
  return names.map((name) => {
    const fault = all.find((each) => each.name === name);
    if (fault !== undefined) return fault;
    const [where, list] = engine === 'galera' ? [' on a cluster', '--engine galera --list'] : ['', '--list'];
    return command.error(`There is no fault ${name}${where}. ${list} names them.`);
  });
}
