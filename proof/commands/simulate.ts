import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { EXIT, isThisMachine, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import { knownWorld, startStackForAllFaults, type BreakableStack } from '../chaos/stage-scene.js';
import { reportPage } from '../report/page.js';
import { figuresText, verdictLine, verdictTable } from '../report/table.js';
import { Simulation } from '../simulation.js';
import { auditFindings } from '../stage/audit-findings.js';
import { Endings } from '../stage/endings.js';
import { OwnStack } from '../stage/own-stack.js';
import { HttpClient } from '../travellers/http-client.js';
import { registeredIdentities, signedIdentities } from '../travellers/identities.js';
import { isClean } from '../verdict/verdict.js';
import { watchedRun } from '../watched-run.js';
import { requireHoldfastAt } from './holdfast-at.js';

interface Options {
  readonly travellers: number;
  readonly seconds?: number;
  readonly seed?: number;
  readonly attempts?: number;
  readonly faults?: boolean;
  readonly engine?: 'mariadb' | 'mysql';
  readonly json?: boolean;
  readonly html?: string;
  readonly history?: string;
  readonly yesNotMineAlone?: boolean;
  readonly nobodyElse?: boolean;
}

/** Holds are so short that they lapse within a run. */
const HOLD_SECONDS = 20;

/** Default durations in seconds: of a run of itineraries, and the limit of a run with `--attempts`. */
const RUN_SECONDS = 60;
const CONTEST_SECONDS_MAX = 6 * 3_600;

/** With faults, the number of flights on sale. Booking must know each of them before the first fault. */
const FLIGHTS_WITH_FAULTS = 40;

const command = new Command('npm run simulate --')
  .description(
    'Runs simulated travellers against Holdfast, and checks their history for seats sold twice and other broken rules.',
  )
  .argument('[url]', 'URL of a running Holdfast; without it, the command starts one and stops it')
  .addOption(
    new Option('--travellers <n>', 'number of travellers').argParser(wholeNumber(1, 100_000)).default(500),
  )
  .addOption(
    new Option(
      '--seconds <n>',
      `duration (default: ${RUN_SECONDS}); with --attempts, the time limit (default: ${CONTEST_SECONDS_MAX})`,
    ).argParser(wholeNumber(1, 86_400)),
  )
  .addOption(
    new Option('--seed <n>', 'seed of the travellers, to repeat a run').argParser(wholeNumber(0, 2 ** 31)),
  )
  .addOption(
    new Option(
      '--attempts <n>',
      'instead of itineraries, this many attempts to hold the same few seats',
    ).argParser(wholeNumber(1, 100_000_000)),
  )
  .option('--faults', 'inject one fault after another (without a URL)')
  .addOption(
    new Option('--engine <name>', 'the database to run on (without a URL)').choices(['mariadb', 'mysql']),
  )
  .option('--json', 'report as JSON on standard output')
  .option('--html <file>', 'write a page with charts')
  .option('--history <file>', 'write the requests and responses that the verdict reads, one per line')
  .option(
    '--nobody-else',
    'no other client books at that URL: every rejected seat must then belong to a traveller of this run',
  )
  .option('--yes-not-mine-alone', 'allow a URL of another machine')
  .addHelpText(
    'after',
    '\nWith JWT_SECRET, the command signs the tokens of the travellers; without it, they register.' +
      '\nExit codes: 0 every rule held, 1 a rule was broken, 2 invalid arguments, 128 plus the signal number' +
      '\nafter a signal. The first Ctrl-C during the run stops the travellers and checks the history so far.',
  );

await runCommand(command, ['JWT_SECRET'], async (config) => {
  const url = command.args.at(0);
  const given = command.opts<Options>();
  rejectContradictions(url, given);
  const options = { ...given, seed: given.seed ?? randomInt(2 ** 31) };
  const endings = new Endings();
  endings.endOnSignals(print);
  try {
    if (url !== undefined) {
      await requireHoldfastAt(url);
      const secret = config.jwtSecretIsMade ? null : config.jwtSecret;
      return await simulate({ options, url, stack: null, breakable: null, secret, endings });
    }
    print('Starting all of Holdfast …');
    const { engine } = given;
    const setup = {
      holdSeconds: HOLD_SECONDS,
      onOutput: given.faults === true || process.stderr.isTTY ? () => undefined : print,
      endings,
      ...(engine === undefined ? {} : { engine }),
    };
    // The proxies for faults slow down all connections, so they start only with --faults.
    const breakable = given.faults === true ? await startStackForAllFaults(setup, print) : null;
    const stack = breakable?.stack ?? (await OwnStack.start(setup));
    return await simulate({ options, url: stack.url, stack, breakable, secret: stack.secret, endings });
  } finally {
    await endings.end();
  }
});

interface Run {
  readonly options: Options & { readonly seed: number };
  readonly url: string;
  /** The stack that this command started; null for a given URL. */
  readonly stack: OwnStack | null;
  /** The same stack if the run injects faults; otherwise null. */
  readonly breakable: BreakableStack | null;
  readonly secret: string | null;
  readonly endings: Endings;
}

async function simulate(run: Run): Promise<number> {
  const { options, url, stack, breakable, endings } = run;
  const { travellers, seed, attempts } = options;
  const client = new HttpClient(url);
  const simulation = await prepare(run, client);
  const what = attempts === undefined ? `${secondsOf(options)} s` : `${attempts} attempts`;
  const title = `${travellers} travellers, ${what}, seed ${seed}, ${url}${breakable === null ? '' : ', with faults'}`;
  print(title);
  endings.onInterrupt = () => simulation.end();
  const watching = { title, breakable, seed, stream: process.stderr, say: print };
  const { counting, elapsed, made, findings: faultFindings } = await watchedRun(simulation, watching);
  endings.onInterrupt = null;
  const findings = [
    ...faultFindings,
    ...(await simulation.verdict(progressTo(process.stderr))),
    ...(stack === null ? [] : auditFindings(await stack.audit())),
  ];
  client.close();
  const attempted = made === null ? [] : [`${made} of ${attempts} attempts were made`];
  const text = [...attempted, figuresText(counting.total, elapsed)].join('\n');
  const passed = isClean(findings);
  const figures = counting.total;
  const summary = { title, passed, seed, url, seconds: elapsed, attempts: made, figures, findings };
  if (options.json === true) console.log(JSON.stringify(summary, null, 2));
  else console.log(`${title}\n\n${text}\n\n${verdictTable(findings)}`);
  if (options.html !== undefined) {
    await writeFile(options.html, await reportPage({ title, findings, seconds: counting.seconds, text }));
  }
  if (options.history !== undefined) await simulation.history.keep(options.history);
  // On standard error with --json, so that standard output stays valid JSON.
  if (options.json === true && !passed)
    console.error(verdictTable(findings.filter(({ wrong }) => wrong > 0)));
  console[options.json === true ? 'error' : 'log'](`\n${verdictLine(findings)}`);
  return passed ? 0 : EXIT.failed;
}

async function prepare({ options, url, stack, breakable, secret }: Run, client: HttpClient) {
  const { travellers, seed, attempts, nobodyElse } = options;
  const world =
    breakable === null ? undefined : await knownWorld(breakable.stack, client, seed, FLIGHTS_WITH_FAULTS);
  const setup = {
    url,
    travellers,
    seconds: secondsOf(options),
    seed,
    isAlone: stack !== null || nobodyElse === true,
    isBreaking: breakable !== null,
    ...(attempts === undefined ? {} : { attempts }),
  };
  const identities = secret === null ? registeredIdentities(client) : signedIdentities(secret);
  return await Simulation.prepare(setup, client, identities, world);
}

function secondsOf({ seconds, attempts }: Options): number {
  return seconds ?? (attempts === undefined ? RUN_SECONDS : CONTEST_SECONDS_MAX);
}

function print(line: string): void {
  console.error(line);
}

/** Ends the command if the options contradict each other. */
function rejectContradictions(url: string | undefined, options: Options): void {
  if (url === undefined) {
    if (options.nobodyElse === true)
      command.error(
        '--nobody-else is about the Holdfast of a URL: only the travellers use the one that this command starts',
      );
    return;
  }
  if (options.faults === true)
    command.error('--faults works only on a Holdfast that this command starts: leave out the URL');
  if (options.engine !== undefined)
    command.error('--engine chooses the database of a Holdfast that this command starts: leave out the URL');
  rejectForeign(url, options.yesNotMineAlone === true);
}

/** Ends the command if the URL is invalid, or names another machine without permission. */
function rejectForeign(text: string, isAllowed: boolean): void {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    command.error(`${text} is not the URL of a Holdfast, such as http://localhost:8080`);
  const url = new URL(text);
  if (isThisMachine(url) || isAllowed) return;
  command.error(
    `${url.hostname} is not this machine, and a run disturbs its other users. Add --yes-not-mine-alone to run it anyway.`,
  );
}

/** Returns a function that shows progress in a terminal. */
function progressTo(stream: NodeJS.WriteStream) {
  return (what: string, done: number) => {
    if (stream.isTTY)
      stream.write(`\r\x1b[2KReading all ${what}: ${Math.floor(done * 100)} %${done >= 1 ? '\n' : ''}`);
  };
}
