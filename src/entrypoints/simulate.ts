import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { mixFaults } from '../proof/chaos/mixed-faults.js';
import { knownWorld, startBreakableStack, type BreakableStack } from '../proof/chaos/stage-scene.js';
import { Counting } from '../proof/report/figures.js';
import { showLive } from '../proof/report/live.js';
import { reportPage } from '../proof/report/page.js';
import { figuresText, verdictTable } from '../proof/report/table.js';
import { Simulation } from '../proof/simulation.js';
import { OwnStack } from '../proof/stage/own-stack.js';
import { auditFindings } from '../proof/stage/audit-findings.js';
import { HttpClient } from '../proof/travellers/http-client.js';
import { registeredIdentities, signedIdentities } from '../proof/travellers/identities.js';
import { isClean } from '../proof/verdict/verdict.js';
import { EXIT, isThisMachine, runCommand, wholeNumber } from './command-line.js';

interface Options {
  readonly travellers: number;
  readonly seconds: number;
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

/** More than any run for attempts takes, in seconds. */
const LONGEST_CONTEST = 6 * 3_600;

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
  .addOption(new Option('--seconds <n>', 'for how long').argParser(wholeNumber(1, 86_400)).default(60))
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
  .option('--history <file>', 'keep every request and its answer, one a line')
  .option(
    '--nobody-else',
    'nobody else books there: then every refused seat must have an owner among the travellers',
  )
  .option('--yes-not-mine-alone', 'let them loose on a machine that is not this one')
  .addHelpText(
    'after',
    '\nWith JWT_SECRET, travellers sign in with it; without, they register.' +
      '\nExit codes: 0 all right, 1 something is wrong, 2 asked for in a way that cannot be done.',
  );

await runCommand(command, async (config) => {
  const url = command.args.at(0);
  const given = command.opts<Options>();
  const options = { ...given, seed: given.seed ?? randomInt(2 ** 31) };
  if (url !== undefined) {
    if (given.faults === true)
      command.error('--faults breaks what this command has started itself: leave out the URL');
    refuseForeign(url, options.yesNotMineAlone === true);
    const secret = config.jwtSecretIsMade ? null : config.jwtSecret;
    return await simulate({ options, url, stack: null, breakable: null, secret });
  }
  say('Starting all of Holdfast …');
  const { engine } = given;
  const setup = {
    holdSeconds: HOLD_SECONDS,
    hear: given.faults === true || process.stderr.isTTY ? () => undefined : say,
    ...(engine === undefined ? {} : { engine }),
  };
  // What stands on the ways to break them slows them, too: only where they are to be broken.
  const breakable = given.faults === true ? await startBreakableStack(setup) : null;
  const stack = breakable?.stack ?? (await OwnStack.start(setup));
  try {
    return await simulate({ options, url: stack.url, stack, breakable, secret: stack.secret });
  } finally {
    await (breakable ?? stack).stop();
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
}

async function simulate(run: Run): Promise<number> {
  const { options, url, stack, breakable, secret } = run;
  const { travellers, seed, attempts } = options;
  const client = new HttpClient(url);
  const identities = secret === null ? registeredIdentities(client) : signedIdentities(secret);
  const isBreaking = breakable !== null;
  const world =
    breakable === null ? undefined : await knownWorld(breakable.stack, client, seed, FLIGHTS_WITH_FAULTS);
  const seconds = attempts === undefined ? options.seconds : LONGEST_CONTEST;
  const isAlone = stack !== null || options.nobodyElse === true;
  const setup = { url, travellers, seconds, seed, isAlone, isBreaking };
  const simulation = await Simulation.prepare(
    { ...setup, ...(attempts === undefined ? {} : { attempts }) },
    client,
    identities,
    world,
  );
  const what = attempts === undefined ? `${seconds} s` : `${attempts} attempts`;
  const title = `${travellers} travellers, ${what}, seed ${seed}, ${url}${isBreaking ? ', with faults' : ''}`;
  say(title);
  const counting = await watchedRun(simulation, title, breakable, seed);
  const elapsed = counting.elapsed;
  const findings = [
    ...(await simulation.verdict(progressTo(process.stderr))),
    ...(stack === null ? [] : auditFindings(await stack.audit())),
  ];
  client.close();
  if (options.history !== undefined) await writeFile(options.history, simulation.history.text());
  const text = figuresText(counting.total, elapsed);
  const summary = { title, seed, url, seconds: elapsed, figures: counting.total, findings };
  if (options.json === true) console.log(JSON.stringify(summary, null, 2));
  else console.log(`${title}\n\n${text}\n\n${verdictTable(findings)}`);
  if (options.html !== undefined) {
    await writeFile(options.html, await reportPage({ title, findings, seconds: counting.seconds, text }));
  }
  return isClean(findings) ? 0 : EXIT.failed;
}

/** Runs it to its end, in front of everybody's eyes, with things breaking if there is something to break. */
async function watchedRun(
  simulation: Simulation,
  title: string,
  breakable: BreakableStack | null,
  seed: number,
): Promise<Counting> {
  const counting = new Counting();
  simulation.history.listen((exchange) => counting.take(exchange));
  const { hot } = simulation.world;
  const scene = { title, counting, flight: hot.flightNumber, seats: () => simulation.watcher.seats };
  const endLive = showLive({ ...scene, oversold: () => simulation.oversold() }, process.stderr);
  const ticking = setInterval(() => counting.tick(), 1_000);
  process.once('SIGINT', () => simulation.end());
  const over = new AbortController();
  const breaking =
    breakable === null
      ? Promise.resolve([])
      : mixFaults(breakable.sceneFor(simulation.world), seed, over.signal, ({ name, says }) => {
          if (!process.stderr.isTTY) say(`       ${name}: ${says}`);
        });
  await simulation.run();
  over.abort();
  const broken = await breaking;
  clearInterval(ticking);
  endLive();
  if (broken.length > 0) say(`${broken.length} faults: ${broken.join(', ')}`);
  return counting;
}

function say(line: string): void {
  console.error(line);
}

/** Ends the command: a crowd is for one's own machine, unless somebody has the right to say otherwise. */
function refuseForeign(text: string, isAllowed: boolean): void {
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
