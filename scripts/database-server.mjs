// A private database server for as long as it is needed: MariaDB or MySQL, whichever is installed.
import { execFile, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { exists, freePort, isWritable, which } from './machine.mjs';

const run = promisify(execFile);

/** How long a server may take until it answers, in milliseconds: MySQL needs several seconds for its first start. */
const LONGEST_START = 90_000;
/** How long it may take to end before it is ended the hard way. */
const LONGEST_STOP = 20_000;

/** What the path of a socket may have, as sockaddr_un of Linux (108) and of macOS (104) says, without the last 0. */
const LONGEST_SOCKET_PATH = 103;

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
 * @property {string} url of its root user, who has no password unless one has been set
 * @property {string} version
 * @property {number} pid
 * @property {Promise<unknown>} ended when it has ended, for whatever reason
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop ends it; what it stored stays
 */

/**
 * The server program of this machine, asked which of the two it really is; null without one. TEST_DB_PROGRAM names
 * one of several.
 * @param {Program['kind']} [kind] which of the two it must be
 */
export async function findServerProgram(kind) {
  for (const name of [process.env['TEST_DB_PROGRAM'], 'mariadbd', 'mysqld']) {
    if (name === undefined) continue;
    const path = name.includes('/') ? name : await which(name);
    if (path === null) continue;
    const { stdout } = await run(path, ['--no-defaults', '--version']);
    const program = /** @type {Program} */ ({
      path,
      kind: /mariadb/i.test(stdout) ? 'mariadb' : 'mysql',
      version: stdout.replace(/^.*?Ver\s+/, '').trim(),
    });
    if (kind === undefined || program.kind === kind) return program;
  }
  return null;
}

/**
 * Starts a server on loopback over the data in a folder, which is made ready if it is empty.
 * @param {Program} program
 * @param {object} place
 * @param {string} place.folder
 * @param {number} place.port
 * @param {readonly string[]} [place.options] more of what the program is told
 * @param {NodeJS.ProcessEnv} [place.environment] more of its environment
 * @param {AbortSignal} [place.signal] gives it up
 * @param {(pid: number) => Promise<void>} [place.onSpawn] hears of the process as soon as it is there
 * @returns {Promise<DatabaseServer>}
 */
export async function startServer(
  program,
  { folder, port, options = [], environment = {}, signal, onSpawn },
) {
  const data = join(folder, 'data');
  const log = join(folder, 'server.log');
  await mkdir(temporaryIn(folder), { recursive: true });
  if (!(await exists(join(data, 'mysql')))) await initialize(program, data);
  const child = spawn(
    program.path,
    [
      '--no-defaults',
      ...asCurrentUser(),
      `--datadir=${data}`,
      `--tmpdir=${temporaryIn(folder)}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${socketIn(folder, port)}`,
      `--pid-file=${join(folder, 'pid')}`,
      ...(program.kind === 'mysql' ? ['--mysqlx=OFF'] : []),
      ...options,
    ],
    // A Ctrl-C is for whoever started it, who ends it in order.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...environment } },
  );
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => keepLines(log, chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const timer = setTimeout(kill, LONGEST_STOP);
    await ended;
    clearTimeout(timer);
  };
  try {
    await onSpawn?.(child.pid ?? 0);
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
 * Where the disk is full, these lines are lost and nothing else: a server stands still once its pipes are full.
 * @param {string} log
 * @param {Buffer} lines
 */
function keepLines(log, lines) {
  try {
    appendFileSync(log, lines);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOSPC') throw error;
  }
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
 * @param {string} folder
 * @param {number} port
 */
function socketIn(folder, port) {
  const socket = join(folder, 's');
  return Buffer.byteLength(socket) > LONGEST_SOCKET_PATH ? join(tmpdir(), `holdfast-${port}.socket`) : socket;
}

/**
 * A server of its own has temporary files of its own: each deletes those that it finds when it starts, and tables that
 * another one is at in the same folder are gone.
 * @param {string} folder
 */
function temporaryIn(folder) {
  return join(folder, 'tmp');
}

/**
 * Whoever is killed meanwhile leaves nothing that looks ready.
 * @param {Program} program
 * @param {string} data
 */
async function initialize(program, data) {
  const unfinished = `${data}.new`;
  for (const folder of [data, unfinished]) await rm(folder, { recursive: true, force: true });
  await fill(program, unfinished);
  await rename(unfinished, data);
}

/**
 * @param {Program} program
 * @param {string} data
 */
async function fill(program, data) {
  const env = { ...process.env, TMPDIR: temporaryIn(dirname(data)) };
  if (program.kind === 'mysql') {
    const words = ['--no-defaults', ...asCurrentUser(), '--initialize-insecure', `--datadir=${data}`];
    await run(program.path, words, { env });
    return;
  }
  const installer = (await which('mariadb-install-db')) ?? (await which('mysql_install_db'));
  if (installer === null)
    throw new Error('MariaDB is installed without mariadb-install-db. Install all of it.');
  // Its user from a file: told one by --user, the script changes the owner of a path that it does not quote.
  const defaults = `${data}.cnf`;
  const user = asCurrentUser().map((option) => option.replace('--', ''));
  await writeFile(defaults, ['[mariadbd]', ...user, '[mysqld]', ...user, ''].join('\n'));
  const words = [
    `--defaults-file=${defaults}`,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  await run(installer, words, { env });
  await rm(defaults);
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
      // Whom it does not let in it has answered.
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ER_ACCESS_DENIED_ERROR') return;
      last = /** @type {Error} */ (error).message;
      await sleep(100);
    }
  }
  throw new Error(`does not answer (${last})`);
}
