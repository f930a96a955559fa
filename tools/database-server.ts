// Starts and stops a private database server: MariaDB or MySQL.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asCurrentUser, initialize, LINES_SHOWN, temporaryIn } from './database-data.js';
import type { Program } from './database-program.js';
import { LogFile } from './log-file.js';
import { exists, freePort, isWritable } from './machine.js';
import { startProgram, type Running } from './stack/program.js';

/** How long a server may take to start, in milliseconds: MySQL needs several seconds for its first start. */
const START_MAX = 300_000;
/** How long it may take to stop before it is killed, in milliseconds. */
const STOP_MAX = 60_000;

/** How long the last output of a server that has ended may take to arrive, in milliseconds. */
const LAST_OUTPUT_MAX = 100;

/** Longest path of a socket, in bytes: sockaddr_un has 108 on Linux and 104 on macOS, with a final 0. */
const SOCKET_PATH_MAX = 103;

export interface DatabaseServer {
  /** The URL of its root user, which has no password unless one was set. */
  readonly url: string;
  readonly version: string;
  readonly pid: number;
  /** Resolves when it has ended, for any reason. */
  readonly ended: Promise<unknown>;
  /** Stops it and keeps its data. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** The data folder and the port of a server, and how it is started. */
export interface ServerPlace {
  readonly folder: string;
  readonly port: number;
  /** Further options of the program. */
  readonly options?: readonly string[];
  /** Further variables of its environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Aborts the start. */
  readonly signal?: AbortSignal;
  /** Receives the pid as soon as the process exists. */
  readonly onSpawn?: (pid: number) => Promise<void>;
  /** Receives failures to write the log; by default they go to standard error. */
  readonly say?: (line: string) => void;
}

/**
 * Starts a server on loopback with the data in a folder, which it initializes if it is empty. Writes the output of the
 * server to server.log there, and drops lines that it cannot write. Throws, with nothing left running, if the server
 * does not respond.
 */
export async function startServer(program: Program, place: ServerPlace): Promise<DatabaseServer> {
  const { folder, port, options = [], environment = {}, signal, onSpawn } = place;
  const say = place.say ?? ((line: string) => console.error(line));
  const data = join(folder, 'data');
  await mkdir(temporaryIn(folder), { recursive: true });
  if (!(await exists(join(data, 'mysql')))) await initialize(program, data, signal, onSpawn);
  const log = new LogFile(join(folder, 'server.log'), say);
  const lastLines: string[] = [];
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
  const keepLine = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > LINES_SHOWN) lastLines.shift();
    log.write(line);
  };
  const running = startProgram(words, { ...process.env, ...environment }, keepLine, {
    longestStop: STOP_MAX,
  });
  // Closes the log when the server ends for any reason: nothing calls `stop` for a server that was killed.
  const closed = running.ended.then(async () => {
    await sleep(LAST_OUTPUT_MAX);
    await log.close();
  });
  const stop = async (how: NodeJS.Signals = 'SIGTERM') => {
    await running.stop(how);
    await closed;
  };
  try {
    await onSpawn?.(running.pid);
    await untilItResponds(port, running, signal);
  } catch (error) {
    await stop('SIGKILL');
    signal?.throwIfAborted();
    const { message } = error as Error;
    throw new Error(`${program.path} ${message}:\n${lastLines.join('\n')}`);
  }
  const url = `mysql://root@127.0.0.1:${port}`;
  return { url, version: program.version, pid: running.pid, ended: running.ended, stop };
}

/** Starts a server with an empty folder, in memory if /dev/shm is writable. `stop` removes the folder. */
export async function startThrowawayServer(
  program: Program,
  options: readonly string[] = [],
): Promise<DatabaseServer> {
  if (!(await isWritable('/dev/shm'))) return await startIn(tmpdir(), program, options);
  try {
    return await startIn('/dev/shm', program, options);
  } catch (error) {
    // Ubuntu's AppArmor denies its MySQL access to /dev/shm.
    const { message } = error as Error;
    console.error(`${message}\nTrying ${tmpdir()} instead of /dev/shm.`);
    return await startIn(tmpdir(), program, options);
  }
}

async function startIn(base: string, program: Program, options: readonly string[]): Promise<DatabaseServer> {
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

function socketIn(folder: string, port: number) {
  const socket = join(folder, 's');
  return Buffer.byteLength(socket) > SOCKET_PATH_MAX ? join(tmpdir(), `holdfast-${port}.socket`) : socket;
}

/** Waits until a server responds. Throws if its process ends, if START_MAX passes, or if `signal` is aborted. */
export async function untilItResponds(
  port: number,
  running: Pick<Running, 'ended'> | null,
  signal?: AbortSignal,
) {
  const { createConnection } = await import('mysql2/promise');
  const deadline = Date.now() + START_MAX;
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
      // A rejected login is a response, too.
      if ((error as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR') return;
      last = (error as Error).message;
      await Promise.race([sleep(100), watch]);
    }
  }
  throw new Error(`does not respond (${last})`);
}
