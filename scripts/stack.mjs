// npm run stack: all of Holdfast on one machine, as it is run for real: a database server of its own, replicas of both
// roles, and nginx in front. Needs a database server and nginx to be installed, and no Docker.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { build, ROOT } from './build.mjs';
import { startServer } from './database-server.mjs';
import { freePort } from './machine.mjs';
import { findPrograms, finish, prepareDatabases, readSecrets, teller } from './stack-parts.mjs';
import { Kept, startProgram, untilReady } from './supervisor.mjs';

const command = new Command('npm run stack --')
  .description(
    'Runs Holdfast on this machine with its own database server, replicas of both roles, and nginx.',
  )
  .option('--port <port>', 'where nginx listens on this machine', number(1, 65_535), 8080)
  .option('--booking <n>', 'how many booking processes', number(1, 16), 2)
  .option('--search <n>', 'how many search processes', number(1, 16), 2)
  .option('--data <folder>', 'load real schedules first, as npm run import does')
  .option('--fresh', 'begin with an empty database')
  .option('--store <folder>', 'where it keeps its data', join(ROOT, '.holdfast', 'stack'))
  .option('--install', "install what is missing from the distribution's packages (Debian, Ubuntu; as root)")
  .addHelpText(
    'after',
    '\nCtrl-C ends all of it; what it stored stays. SIGHUP restarts the processes one by one.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

/** @type {{ port: number, booking: number, search: number, data?: string, store: string, fresh?: boolean, install?: boolean }} */
const options = command.parse().opts();

/** How long nginx leaves a process alone that it saw fail, and a little more, in milliseconds. */
const SETTLED = 1_500;

/** Whether processes are being restarted one by one. */
let rolling = false;

/** @type {Kept[]} what runs, in the order in which it was started */
const kept = [];

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stopAll();
  process.exit(1);
}

async function start() {
  const program = await findPrograms(options.install === true);
  await build();
  /** @type {{ readEnvironment: () => NodeJS.ProcessEnv }} */
  const config = await import(pathToFileURL(join(ROOT, 'dist', 'entrypoints', 'config.js')).href);
  const environment = config.readEnvironment();
  if (options.fresh === true) await rm(options.store, { recursive: true, force: true });
  await mkdir(options.store, { recursive: true });
  endOnSignals();
  const secrets = await readSecrets(options.store);
  const database = await keepDatabase(program);
  await prepareDatabases(database, secrets, environment);
  const internal = await freePort();
  const internalUrl = `http://127.0.0.1:${internal}`;
  /** @param {'booking' | 'search'} role */
  const environmentOf = (role) => ({
    ...environment,
    ENV_FILE: '/dev/null',
    HOST: '127.0.0.1',
    TRUST_PROXY: '1',
    ROLE: role,
    JWT_SECRET: environment['JWT_SECRET'] ?? secrets.jwt,
    SEARCH_URL: internalUrl,
    BOOKING_URL: internalUrl,
    DB_HOST: '127.0.0.1',
    DB_PORT: String(database),
    DB_USER: `holdfast_${role}`,
    DB_PASSWORD: secrets[role],
    DB_NAME: `holdfast_${role}`,
    MIGRATE_ON_START: '0',
  });
  if (options.data !== undefined) await importFrom(options.data, environmentOf('search'));
  const search = await keepRole('search', options.search, environmentOf('search'));
  const booking = await keepRole('booking', options.booking, environmentOf('booking'));
  await keepGateway({ search, booking, internal, rateLimit: environment['RATE_LIMIT'] ?? '1000' });
  process.on('SIGHUP', () => {
    roll().catch((/** @type {unknown} */ error) => console.error(error));
  });
  const url = `http://localhost:${options.port}`;
  console.log(
    [
      '',
      `Holdfast runs: ${options.booking} booking and ${options.search} search processes behind nginx`,
      '',
      `  API      ${url}`,
      `  Docs     ${url}/docs`,
      `  Store    ${options.store} (kept; --fresh begins anew)`,
      `  Try      curl '${url}/airports?q=lond'`,
      '',
      'Ctrl-C ends it. SIGHUP restarts one process after another.',
      '',
    ].join('\n'),
  );
}

/** @param {import('./database-server.mjs').Program} program */
async function keepDatabase(program) {
  const port = await freePort();
  const place = { folder: join(options.store, 'database'), port };
  const say = teller('database');
  const start = async () => {
    const server = await startServer(program, place);
    say(`${server.version} on 127.0.0.1:${port}`);
    return server;
  };
  await keep('database', start, say);
  return port;
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function importFrom(folder, env) {
  await finish(['import.js', '--from', folder], env, teller('import'));
}

/**
 * Starts the processes of a role, the first of them alone: it may have a catalogue to fill.
 * @param {'booking' | 'search'} role
 * @param {number} count
 * @param {NodeJS.ProcessEnv} env
 */
async function keepRole(role, count, env) {
  const places = [];
  for (let n = 1; n <= count; n += 1) {
    const port = await freePort();
    const say = teller(`${role}-${n}`);
    const start = async () => {
      const main = join(ROOT, 'dist', 'entrypoints', 'main.js');
      const running = startProgram(process.execPath, [main], { ...env, PORT: String(port) }, say);
      say(`started as process ${running.pid}`);
      await untilReady(`http://127.0.0.1:${port}/readyz`, running);
      return running;
    };
    await keep(`${role}-${n}`, start, say);
    places.push(`127.0.0.1:${port}`);
  }
  return places.join(',');
}

/** @param {{ search: string, booking: string, internal: number, rateLimit: string }} places */
async function keepGateway({ search, booking, internal, rateLimit }) {
  const say = teller('nginx');
  const env = {
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`,
    BOOKING: booking,
    SEARCH: search,
    LISTEN: `127.0.0.1:${options.port}`,
    INTERNAL: `127.0.0.1:${internal}`,
    RATE_LIMIT: rateLimit,
    WORK: join(options.store, 'nginx'),
    ACCESS_LOG: 'off',
  };
  const start = async () => {
    const running = startProgram('sh', [join(ROOT, 'nginx', 'start.sh')], env, say);
    await untilReady(`http://127.0.0.1:${options.port}/healthz`, running);
    return running;
  };
  await keep('nginx', start, say);
}

/**
 * @param {string} name
 * @param {() => Promise<import('./supervisor.mjs').Running>} start
 * @param {(line: string) => void} say
 */
async function keep(name, start, say) {
  const one = new Kept(name, start, say);
  kept.push(one);
  await one.start();
}

/** Restarts the processes of both roles one after another, each only when the one before is ready again. */
async function roll() {
  if (rolling) return;
  rolling = true;
  try {
    for (const one of kept.filter(({ name }) => /^(booking|search)-/.test(name))) {
      one.say('restarts');
      await one.restart();
      await sleep(SETTLED);
    }
    console.log('All processes have been restarted.');
  } finally {
    rolling = false;
  }
}

/** In the reverse order: nobody is asked for what is gone already. */
async function stopAll() {
  for (const one of [...kept].reverse()) await one.stop();
}

function endOnSignals() {
  let asked = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      console.log('Ending. Once more ends at once.');
      stopAll().then(
        () => process.exit(0),
        (/** @type {unknown} */ error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

/**
 * @param {number} least
 * @param {number} most
 */
function number(least, most) {
  return (/** @type {string} */ text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
