// A private database server for as long as it is needed: MariaDB or MySQL, whichever is installed.
import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { exists, freePort, isWritable, which } from './machine.mjs';

const run = promisify(execFile);

/** How long a server may take until it answers, in milliseconds: MySQL needs several seconds for its first start. */
const LONGEST_START = 90_000;
/** How long it may take to end before it is ended the hard way. */
const LONGEST_STOP = 20_000;

/** What to do on a machine that has none. */
export const HOW_TO_INSTALL =
  'No database server was found. Install one (Debian, Ubuntu: sudo apt-get install mariadb-server; Fedora: ' +
  'sudo dnf install mariadb-server; macOS: brew install mariadb), or Docker, or name one that may be used: ' +
  'TEST_DB_URL=mysql://root:secret@127.0.0.1:3306';

/**
 * @typedef {object} Program
 * @property {string} path
 * @property {'mariadb' | 'mysql'} kind
 * @property {string} version
 */

/**
 * @typedef {object} DatabaseServer
 * @property {string} url of its root user, who has no password
 * @property {string} version
 * @property {number} pid
 * @property {Promise<unknown>} ended when it has ended, for whatever reason
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop ends it; what it stored stays
 */

/**
 * The server program of this machine, asked which of the two it really is; null without one. TEST_DB_PROGRAM names
 * one of several.
 */
export async function findServerProgram() {
  for (const name of [process.env['TEST_DB_PROGRAM'], 'mariadbd', 'mysqld']) {
    if (name === undefined) continue;
    const path = name.includes('/') ? name : await which(name);
    if (path === null) continue;
    const { stdout } = await run(path, ['--no-defaults', '--version']);
    return /** @type {Program} */ ({
      path,
      kind: /mariadb/i.test(stdout) ? 'mariadb' : 'mysql',
      version: stdout.replace(/^.*?Ver\s+/, '').trim(),
    });
  }
  return null;
}

/**
 * Starts a server on loopback over the data in a folder, which is made ready if it is empty.
 * @param {Program} program
 * @param {{ folder: string, port: number, options?: readonly string[], signal?: AbortSignal }} place `signal` gives it up
 * @returns {Promise<DatabaseServer>}
 */
export async function startServer(program, { folder, port, options = [], signal }) {
  const data = join(folder, 'data');
  const log = join(folder, 'server.log');
  await mkdir(folder, { recursive: true });
  if (!(await exists(join(data, 'mysql')))) await initialize(program, data);
  const child = spawn(
    program.path,
    [
      '--no-defaults',
      ...asCurrentUser(),
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 's')}`,
      `--pid-file=${join(folder, 'pid')}`,
      ...(program.kind === 'mysql' ? ['--mysqlx=OFF'] : []),
      ...options,
    ],
    // A Ctrl-C is for whoever started it, who ends it in order.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const output = createWriteStream(log, { flags: 'a' });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    process.off('exit', kill);
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const timer = setTimeout(kill, LONGEST_STOP);
    await ended;
    clearTimeout(timer);
    output.end();
  };
  try {
    await untilItAnswers(port, child, signal);
  } catch (error) {
    await stop('SIGKILL');
    signal?.throwIfAborted();
    const said = await readFile(log, 'utf8').catch(() => '');
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${program.path} ${message}:\n${said.split('\n').slice(-15).join('\n')}`);
  }
  const url = `mysql://root@127.0.0.1:${port}`;
  return { url, version: program.version, pid: child.pid ?? 0, ended, stop };
}

/**
 * Starts a server with an empty folder of its own, which goes when it stops; in memory where there is such a place.
 * @param {Program} program
 * @param {readonly string[]} [options]
 * @returns {Promise<DatabaseServer>}
 */
export async function startThrowawayServer(program, options = []) {
  if (!(await isWritable('/dev/shm'))) return await startIn(tmpdir(), program, options);
  try {
    return await startIn('/dev/shm', program, options);
  } catch (error) {
    // Ubuntu's AppArmor keeps its MySQL out of there.
    const { message } = /** @type {Error} */ (error);
    console.error(`${message}\nTrying ${tmpdir()} instead of /dev/shm.`);
    return await startIn(tmpdir(), program, options);
  }
}

/**
 * @param {string} base
 * @param {Program} program
 * @param {readonly string[]} options
 * @returns {Promise<DatabaseServer>}
 */
async function startIn(base, program, options) {
  const folder = await mkdtemp(join(base, 'holdfast-db-'));
  const removed = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await startServer(program, { folder, port: await freePort(), options });
    return {
      ...server,
      stop: async (signal) => {
        await server.stop(signal);
        await removed();
      },
    };
  } catch (error) {
    await removed();
    throw error;
  }
}

/**
 * @param {Program} program
 * @param {string} data
 */
async function initialize(program, data) {
  await rm(data, { recursive: true, force: true });
  if (program.kind === 'mysql') {
    await run(program.path, [
      '--no-defaults',
      ...asCurrentUser(),
      '--initialize-insecure',
      `--datadir=${data}`,
    ]);
    return;
  }
  const installer = (await which('mariadb-install-db')) ?? (await which('mysql_install_db'));
  if (installer === null)
    throw new Error('MariaDB is installed without mariadb-install-db. Install all of it.');
  await run(installer, [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asCurrentUser(),
  ]);
}

/** Servers refuse to run as root unless told to. */
function asCurrentUser() {
  const { uid, username } = userInfo();
  return uid === 0 ? [`--user=${username}`] : [];
}

/**
 * Waits until a server answers; throws when its process ends, when it takes too long, or when `signal` says so.
 * @param {number} port
 * @param {import('node:child_process').ChildProcess | null} child
 * @param {AbortSignal} [signal]
 */
export async function untilItAnswers(port, child, signal) {
  const { createConnection } = await import('mysql2/promise');
  const deadline = Date.now() + LONGEST_START;
  let last = '';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (child !== null && (child.exitCode !== null || child.signalCode !== null)) throw new Error('ended');
    try {
      const connection = await createConnection({
        host: '127.0.0.1',
        port,
        user: 'root',
        connectTimeout: 1_000,
      });
      connection.destroy();
      return;
    } catch (error) {
      last = /** @type {Error} */ (error).message;
      await sleep(100);
    }
  }
  throw new Error(`does not answer (${last})`);
}
