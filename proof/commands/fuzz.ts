import { randomBytes, randomInt } from 'node:crypto';
import { Command } from 'commander';
import { EXIT, isThisMachine, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import { ConfigError, type Config } from '../../src/entrypoints/process/config.js';
import { Progress } from '../../src/entrypoints/commands/progress.js';
import { startOwnHoldfast } from '../fuzz/own-holdfast.js';
import { isClean, reportText } from '../fuzz/report.js';
import { fuzz } from '../fuzz/run.js';
import { Endings } from '../stage/endings.js';
import { requireHoldfastAt } from './holdfast-at.js';

interface Options {
  readonly requests: number;
  readonly seed?: number;
  readonly only?: number;
  readonly json?: boolean;
  readonly yesNotMineAlone?: boolean;
}

const REQUESTS_MAX = 10_000_000;
const SEED_MAX = 0x7fffffff;

const command = new Command('npm run fuzz --')
  .description(
    'Sends a Holdfast what no client should, made of its own /openapi.json, and checks every answer.',
  )
  .argument('[url]', 'where it answers; left out, one is started for the run, in memory')
  .option('--requests <n>', 'how many requests', wholeNumber(1, REQUESTS_MAX), 100_000)
  .option('--seed <n>', 'repeats a run; left out, a new one', wholeNumber(0, SEED_MAX))
  .option('--only <n>', 'sends the request of that number alone', wholeNumber(0, REQUESTS_MAX))
  .option('--json', 'report as JSON on standard output')
  .option('--yes-not-mine-alone', 'allows a URL of another machine: bookings will be made there')
  .addHelpText(
    'after',
    '\nA URL needs the JWT_SECRET of that Holdfast in the environment, for tokens.' +
      '\nExit codes: 0 nothing wrong, 1 something wrong, 2 asked for in a way that cannot be done, 128 and its' +
      '\nnumber when a signal ended it, such as 130 after a Ctrl-C.',
  );

await runCommand(command, ['JWT_SECRET'], async (config) => {
  const options = command.opts<Options>();
  const target = targetOf(command.args[0], options, config);
  const { seed = randomInt(SEED_MAX), requests, only } = options;
  if (target.url !== null) await requireHoldfastAt(target.url);
  const endings = new Endings();
  endings.endOnSignals((line) => console.error(line));
  const progress = new Progress('Fuzzing', only === undefined ? requests : 1);
  try {
    const { secret } = target;
    const url = target.url ?? (await startOwnHoldfast(secret, endings));
    const one = only === undefined ? {} : { only };
    const report = await fuzz({ url, secret, seed, requests, onProgress: progress.update, ...one });
    progress.stop();
    const again = (number: number) =>
      `npm run fuzz -- ${target.url === null ? '' : `${target.url} `}--seed ${seed} --only ${number}`;
    console.log(options.json === true ? JSON.stringify(report, null, 2) : reportText(report, again));
    return isClean(report) ? 0 : EXIT.failed;
  } finally {
    progress.stop();
    await endings.end();
  }
});

/** What is fuzzed, and how its tokens are signed. Throws ConfigError for what is not this machine's. */
function targetOf(
  given: string | undefined,
  { yesNotMineAlone }: Options,
  { jwtSecret, jwtSecretIsMade }: Config,
): { readonly url: string | null; readonly secret: string } {
  if (given === undefined) return { url: null, secret: randomBytes(32).toString('base64url') };
  if (!URL.canParse(given) || new URL(given).protocol !== 'http:')
    throw new ConfigError([`${given} is no address such as http://127.0.0.1:8080`]);
  const url = new URL(given);
  if (!isThisMachine(url) && yesNotMineAlone !== true)
    throw new ConfigError([
      `${url.host} is not this machine: with --yes-not-mine-alone it is fuzzed all the same`,
    ]);
  if (jwtSecretIsMade)
    throw new ConfigError([`JWT_SECRET is needed: what does ${url.host} sign its tokens with?`]);
  return { url: url.origin, secret: jwtSecret };
}
