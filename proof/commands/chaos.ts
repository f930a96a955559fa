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

/** Holds are short, so that they lapse during the faults. */
const HOLD_SECONDS = 12;

/** The faults of FAULTS that also run on a cluster. Its first node is the stack's own database and no fault hits it. */
const ON_A_CLUSTER = ['booking-killed', 'killed-after-commit', 'everything-five-times'];

/** Few flights, so that travellers compete for seats. */
const FLIGHTS = 8;

const command = new Command('npm run chaos --')
  .description(
    'Injects one fault after another while simulated travellers book, and checks all rules after each.',
  )
  .argument('[faults...]', 'the faults to inject (default: all)')
  .option('--list', 'list the faults of the --engine, and those that cannot run here, and exit')
  .addOption(
    new Option('--travellers <n>', 'number of travellers').argParser(wholeNumber(1, 10_000)).default(60),
  )
  .addOption(
    new Option('--seed <n>', 'seed of the travellers, to repeat a run').argParser(wholeNumber(0, 2 ** 31)),
  )
  .addOption(new Option('--engine <name>', 'the database to run on').choices(['mariadb', 'mysql', 'galera']))
  .option(
    '--keep <folder>',
    'write the history of each run that broke a rule: requests and responses, one per line',
  )
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nThe command starts all of Holdfast on this machine with a database of its own, and stops it at the end.' +
      '\nExit codes: 0 every rule held, 1 a rule was broken, 2 invalid arguments, 128 plus the signal number' +
      '\nafter a signal, such as 130 after Ctrl-C.',
  );

await runCommand(command, [], async () => {
  const options = command.opts<Options>();
  const running: { cluster: GaleraCluster | null } = { cluster: null };
  const all = faultsOn(options.engine, async (index, signal) => await running.cluster?.lose(index, signal));
  if (options.list === true) return printList(all);
  const wanted = selectFaults(command.args, all, options.engine);
  const seed = options.seed ?? randomInt(2 ** 31);
  const endings = new Endings();
  endings.endOnSignals(print);
  try {
    const { engine } = options;
    running.cluster = engine === 'galera' ? await GaleraCluster.find(endings) : null;
    const staging = await prepareStaging(needsOf(wanted), endings);
    const left = wanted.filter((fault) => !canBeTried(fault, staging));
    if (command.args.length > 0) rejectMissing(left);
    const rows: Row[] = [];
    for (const faults of onOneStack(wanted.filter((fault) => canBeTried(fault, staging)))) {
      print(`Starting all of Holdfast … (seed ${seed})`);
      const setup = { staging: partOf(staging, needsOf(faults)), endings };
      const breakable = await startStack(engine === 'galera' ? 'mariadb' : engine, running.cluster, setup);
      rows.push(...(await injectAll(breakable, faults, options, seed)));
      await breakable.stop();
    }
    await endings.end();
    const notTried = [...NOT_HERE, ...left.map(({ says, needs }) => ({ says, why: whyNot(needs) }))];
    return report(rows, notTried, seed, options.json === true);
  } finally {
    await endings.end();
  }
});

/** Groups of faults: all that can follow one another on one stack, then each that needs a stack of its own. */
function onOneStack(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const together = faults.filter(({ alone }) => alone !== true);
  const alone = faults.filter((fault) => fault.alone === true).map((fault) => [fault]);
  return together.length === 0 ? alone : [together, ...alone];
}

async function startStack(
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

async function injectAll(
  breakable: BreakableStack,
  faults: readonly Fault[],
  { travellers, keep }: Options,
  seed: number,
): Promise<Row[]> {
  const client = new HttpClient(breakable.stack.url);
  const rows: Row[] = [];
  try {
    const world = await knownWorld(breakable.stack, client, seed, FLIGHTS);
    print(HEADING);
    for (const fault of faults) {
      const run = { travellers, seed, client, world, keep: historyWriter(keep, fault.name) };
      const row = await runFault(breakable.sceneFor(world), fault, run);
      rows.push(row);
      print(lineOf(row));
    }
    return rows;
  } finally {
    client.close();
  }
}

function report(rows: readonly Row[], notTried: typeof NOT_HERE, seed: number, isJson: boolean): number {
  for (const { says, why } of notTried) print(`  not run: ${says}: ${why}`);
  if (isJson) console.log(JSON.stringify({ seed, rows, notTried }, null, 2));
  const wrong = rows.filter((row) => brokenRules(row).length > 0 || !isBackInTime(row));
  const verdict =
    wrong.length === 0
      ? `PASSED: every rule held under all ${rows.length} faults.`
      : `FAILED: rules were broken under ${wrong.length} of ${rows.length} faults: ${wrong.map(({ name }) => name).join(', ')}.`;
  print(verdict);
  return wrong.length === 0 ? 0 : EXIT.failed;
}

function historyWriter(folder: string | undefined, name: string) {
  return async (history: History): Promise<void> => {
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await history.keep(join(folder, `${name}.jsonl`));
  };
}

function whyNot(needs: Fault['needs']): string {
  return needs === undefined ? '' : WHY_NOT[needs];
}

/** Ends the command if a fault named on the command line cannot run here. */
function rejectMissing(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first !== undefined) command.error(`${first.name} cannot run here: ${whyNot(first.needs)}`);
}

function print(line: string): void {
  console.error(line);
}

function faultsOn(engine: Options['engine'], lose: GaleraCluster['lose']): readonly Fault[] {
  if (engine !== 'galera') return FAULTS;
  return [...galeraFaults(lose), ...FAULTS.filter(({ name }) => ON_A_CLUSTER.includes(name))];
}

function printList(faults: readonly Fault[]): number {
  for (const { name, says } of faults) console.log(`${name.padEnd(24)} ${says}`);
  for (const { says, why } of NOT_HERE) console.log(`${'(not run here)'.padEnd(24)} ${says}: ${why}`);
  return 0;
}

function selectFaults(
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
