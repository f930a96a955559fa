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

/** Short enough that holds lapse within a run. */
const HOLD_SECONDS = 20;

/** How long people travel, and how long at most they make attempts, in seconds, unless it is said. */
const JOURNEYS = 60;
const CONTEST_MAX = 6 * 3_600;

/** How many flights are traded where things break: each must be known to booking before. */
const FLIGHTS_WITH_FAULTS = 40;

const command = new Command('npm run simulate --')
  .description(
    'Lets a crowd of travellers loose on a Holdfast, and judges by their history whether any seat was sold twice.',
  )
  .argument('[url]', 'where it answers; left out, it starts all of it by itself, and ends it again')
  .addOption(
    new Option('--travellers <n>', 'how many people').argParser(wholeNumber(1, 100_000)).default(500),
  )
  .addOption(
    new Option(
      '--seconds <n>',
      `for how long (default: ${JOURNEYS}); with --attempts, how long it may take (default: ${CONTEST_MAX})`,
    ).argParser(wholeNumber(1, 86_400)),
  )
  .addOption(
    new Option('--seed <n>', 'the same people want the same again').argParser(wholeNumber(0, 2 ** 31)),
  )
  .addOption(
    new Option('--attempts <n>', 'no journeys: so many holds of the same few seats').argParser(
      wholeNumber(1, 100_000_000),
    ),
  )
  .option('--faults', 'break one thing after another meanwhile (without a URL)')
  .addOption(new Option('--engine <name>', 'on which database (without a URL)').choices(['mariadb', 'mysql']))
  .option('--json', 'report as JSON on standard output')
  .option('--html <file>', 'keep a page with charts')
  .option('--history <file>', 'keep of each request and its answer what the verdict reads, one a line')
  .option(
    '--nobody-else',
    'nobody else books at that URL: then every refused seat must have an owner among the travellers',
  )
  .option('--yes-not-mine-alone', 'let them loose on a machine that is not this one')
  .addHelpText(
    'after',
    '\nWith JWT_SECRET, travellers sign in with it; without, they register.' +
      '\nExit codes: 0 all right, 1 something is wrong, 2 asked for in a way that cannot be done, 128 and its' +
      '\nnumber when a signal ended it. The first Ctrl-C among the travellers sends them home, and all is judged.',
  );

await runCommand(command, ['JWT_SECRET'], async (config) => {
  const url = command.args.at(0);
  const given = command.opts<Options>();
  rejectContradictions(url, given);
  const options = { ...given, seed: given.seed ?? randomInt(2 ** 31) };
  const endings = new Endings();
  endings.endOnSignals(say);
  try {
    if (url !== undefined) {
      await requireHoldfastAt(url);
      const secret = config.jwtSecretIsMade ? null : config.jwtSecret;
      return await simulate({ options, url, stack: null, breakable: null, secret, endings });
    }
    say('Starting all of Holdfast …');
    const { engine } = given;
    const setup = {
      holdSeconds: HOLD_SECONDS,
      onOutput: given.faults === true || process.stderr.isTTY ? () => undefined : say,
      endings,
      ...(engine === undefined ? {} : { engine }),
    };
    // What stands on the ways to break them slows them, too: only where they are to be broken.
    const breakable = given.faults === true ? await startStackForAllFaults(setup, say) : null;
    const stack = breakable?.stack ?? (await OwnStack.start(setup));
    return await simulate({ options, url: stack.url, stack, breakable, secret: stack.secret, endings });
  } finally {
    await endings.end();
  }
});

interface Run {
  readonly options: Options & { readonly seed: number };
  readonly url: string;
  /** What this command has started; null where somebody else has. */
  readonly stack: OwnStack | null;
  /** The same, where it is to be broken. */
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
  say(title);
  endings.onInterrupt = () => simulation.end();
  const watching = { title, breakable, seed, stream: process.stderr, say };
  const { counting, elapsed, made, findings: ofFaults } = await watchedRun(simulation, watching);
  endings.onInterrupt = null;
  const findings = [
    ...ofFaults,
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
  // Beside JSON, which stays readable as such.
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
  return seconds ?? (attempts === undefined ? JOURNEYS : CONTEST_MAX);
}

function say(line: string): void {
  console.error(line);
}

/** Ends the command when it is asked for what it cannot do. */
function rejectContradictions(url: string | undefined, options: Options): void {
  if (url === undefined) {
    if (options.nobodyElse === true)
      command.error(
        '--nobody-else is about the Holdfast of a URL: on what this command starts nobody else is',
      );
    return;
  }
  if (options.faults === true)
    command.error('--faults breaks what this command has started itself: leave out the URL');
  if (options.engine !== undefined)
    command.error('--engine chooses the database of what this command starts itself: leave out the URL');
  rejectForeign(url, options.yesNotMineAlone === true);
}

/** A crowd is for one's own machine, unless somebody has the right to say otherwise. */
function rejectForeign(text: string, isAllowed: boolean): void {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    command.error(`${text} is not the URL of a Holdfast: http://localhost:8080, for one`);
  const url = new URL(text);
  if (isThisMachine(url) || isAllowed) return;
  command.error(
    `${url.hostname} is not this machine. A crowd does harm where others work: with --yes-not-mine-alone it is let loose all the same`,
  );
}

/** Says how far a look has come, in a terminal. */
function progressTo(stream: NodeJS.WriteStream) {
  return (what: string, done: number) => {
    if (stream.isTTY)
      stream.write(`\r\x1b[2KLooking at all ${what}: ${Math.floor(done * 100)} %${done >= 1 ? '\n' : ''}`);
  };
}
