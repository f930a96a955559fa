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
  .description('Sends Holdfast invalid requests made from its own /openapi.json, and checks every response.')
  .argument('[url]', 'URL of a running Holdfast; without it, the command starts one in memory')
  .option('--requests <n>', 'number of requests', wholeNumber(1, REQUESTS_MAX), 100_000)
  .option('--seed <n>', 'seed, to repeat a run (default: random)', wholeNumber(0, SEED_MAX))
  .option('--only <n>', 'send only the request with this number', wholeNumber(0, REQUESTS_MAX))
  .option('--json', 'report as JSON on standard output')
  .option('--yes-not-mine-alone', 'allow a URL of another machine: the run makes bookings there')
  .addHelpText(
    'after',
    '\nWith a URL, the environment must contain the JWT_SECRET of that Holdfast.' +
      '\nExit codes: 0 no finding, 1 a finding, 2 invalid arguments, 128 plus the signal number' +
      '\nafter a signal, such as 130 after Ctrl-C.',
  );

await runCommand(command, ['JWT_SECRET'], async (config) => {
  const options = command.opts<Options>();
  const target = targetFor(command.args[0], options, config);
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
    const repeatCommand = (number: number) =>
      `npm run fuzz -- ${target.url === null ? '' : `${target.url} `}--seed ${seed} --only ${number}`;
    console.log(options.json === true ? JSON.stringify(report, null, 2) : reportText(report, repeatCommand));
    return isClean(report) ? 0 : EXIT.failed;
  } finally {
    progress.stop();
    await endings.end();
  }
});

/** Returns the URL to fuzz and the secret that signs its tokens. Throws ConfigError for an invalid URL or setting. */
function targetFor(
  given: string | undefined,
  { yesNotMineAlone }: Options,
  { jwtSecret, jwtSecretIsMade }: Config,
): { readonly url: string | null; readonly secret: string } {
  if (given === undefined) return { url: null, secret: randomBytes(32).toString('base64url') };
  if (!URL.canParse(given) || new URL(given).protocol !== 'http:')
    throw new ConfigError([`${given} is not a valid URL such as http://127.0.0.1:8080`]);
  const url = new URL(given);
  if (!isThisMachine(url) && yesNotMineAlone !== true)
    throw new ConfigError([`${url.host} is not this machine: add --yes-not-mine-alone to fuzz it`]);
  if (jwtSecretIsMade)
    throw new ConfigError([
      `JWT_SECRET is missing: set it to the secret with which ${url.host} signs its tokens`,
    ]);
  return { url: url.origin, secret: jwtSecret };
}
