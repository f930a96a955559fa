// A private database server for as long as it is needed: MariaDB or MySQL, whichever is installed.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LogFile } from './log-file.mjs';
import { exists, freePort, isWritable, which } from './machine.mjs';
import { finish, startProgram } from './stack/program.mjs';

const run = promisify(execFile);

/** How long a server may take until it answers, in milliseconds: MySQL needs several seconds for its first start. */
const LONGEST_START = 300_000;
/** How long it may take to end before it is ended the hard way. */
const LONGEST_STOP = 60_000;

/** How many of its last lines are shown when it does not start. */
const LINES_SHOWN = 15;

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
 * Starts a server on loopback over the data in a folder, which is made ready if it is empty. What it says is written to
 * server.log there, as far as it can be. Throws, with nothing left running, when it does not answer.
 * @param {Program} program
 * @param {object} place
 * @param {string} place.folder
 * @param {number} place.port
 * @param {readonly string[]} [place.options] more of what the program is told
 * @param {NodeJS.ProcessEnv} [place.environment] more of its environment
 * @param {AbortSignal} [place.signal] gives it up
 * @param {(pid: number) => Promise<void>} [place.onSpawn] hears of the process as soon as it is there
 * @param {(line: string) => void} [place.say] is told what is wrong with the log
 * @returns {Promise<DatabaseServer>}
 */
export async function startServer(program, place) {
  const { folder, port, options = [], environment = {}, signal, onSpawn } = place;
  const say = place.say ?? ((/** @type {string} */ line) => console.error(line));
  const data = join(folder, 'data');
  await mkdir(temporaryIn(folder), { recursive: true });
  if (!(await exists(join(data, 'mysql')))) await initialize(program, data, signal, onSpawn);
  const log = new LogFile(join(folder, 'server.log'), say);
  /** @type {string[]} */
  const said = [];
  const words = [
    program.path,
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
  ];
  const tell = (/** @type {string} */ line) => {
    said.push(line);
    if (said.length > LINES_SHOWN) said.shift();
    log.write(line);
  };
  const running = startProgram(words, { ...process.env, ...environment }, tell, {
    longestStop: LONGEST_STOP,
  });
  const stop = async (/** @type {NodeJS.Signals} */ how = 'SIGTERM') => {
    await running.stop(how);
    await log.close();
  };
  try {
    await onSpawn?.(running.pid);
    await untilItAnswers(port, running, signal);
  } catch (error) {
    await stop('SIGKILL');
    signal?.throwIfAborted();
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${program.path} ${message}:\n${said.join('\n')}`);
  }
  const url = `mysql://root@127.0.0.1:${port}`;
  return { url, version: program.version, pid: running.pid, ended: running.ended, stop };
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
 * Makes the data ready under another name, so that a process that is killed meanwhile leaves nothing that looks ready.
 * @param {Program} program
 * @param {string} data
 * @param {AbortSignal | undefined} signal
 * @param {((pid: number) => Promise<void>) | undefined} onSpawn
 */
async function initialize(program, data, signal, onSpawn) {
  const unfinished = `${data}.new`;
  for (const folder of [data, unfinished]) await rm(folder, { recursive: true, force: true });
  /** @type {string[]} */
  const said = [];
  const tell = (/** @type {string} */ line) => {
    said.push(line);
    if (said.length > LINES_SHOWN) said.shift();
  };
  const words = await wordsToFill(program, unfinished);
  const env = { ...process.env, TMPDIR: temporaryIn(dirname(data)) };
  try {
    await finish(words, env, tell, signal, onSpawn);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${/** @type {Error} */ (error).message}\n${said.join('\n')}`, { cause: error });
  }
  await rm(defaultsOf(unfinished), { force: true });
  await rename(unfinished, data);
}

/**
 * @param {Program} program
 * @param {string} data
 */
async function wordsToFill(program, data) {
  if (program.kind === 'mysql')
    return [program.path, '--no-defaults', ...asCurrentUser(), '--initialize-insecure', `--datadir=${data}`];
  const installer = (await which('mariadb-install-db')) ?? (await which('mysql_install_db'));
  if (installer === null)
    throw new Error('MariaDB is installed without mariadb-install-db. Install all of it.');
  // Its user from a file: told one by --user, the script changes the owner of a path that it does not quote.
  const defaults = defaultsOf(data);
  const user = asCurrentUser().map((option) => option.replace('--', ''));
  await writeFile(defaults, ['[mariadbd]', ...user, '[mysqld]', ...user, ''].join('\n'));
  return [
    installer,
    `--defaults-file=${defaults}`,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
}

/** @param {string} data */
function defaultsOf(data) {
  return `${data}.cnf`;
}

/** Servers refuse to run as root unless told to. */
function asCurrentUser() {
  const { uid, username } = userInfo();
  return uid === 0 ? [`--user=${username}`] : [];
}

/**
 * Waits until a server answers; throws when its process ends, when it takes too long, or when `signal` says so.
 * @param {number} port
 * @param {Pick<import('./stack/program.mjs').Running, 'ended'> | null} running
 * @param {AbortSignal} [signal]
 */
export async function untilItAnswers(port, running, signal) {
  const { createConnection } = await import('mysql2/promise');
  const deadline = Date.now() + LONGEST_START;
  const state = { hasEnded: false };
  const watch = (running?.ended ?? new Promise(() => undefined)).then(() => {
    state.hasEnded = true;
  });
  let last = '';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (state.hasEnded) throw new Error('ended');
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
      await Promise.race([sleep(100), watch]);
    }
  }
  throw new Error(`does not answer (${last})`);
}
