// A private database server for as long as it is needed: MariaDB or MySQL, whichever is installed.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asCurrentUser, initialize, LINES_SHOWN, temporaryIn } from './database-data.js';
import type { Program } from './database-program.js';
import { LogFile } from './log-file.js';
import { exists, freePort, isWritable } from './machine.js';
import { startProgram, type Running } from './stack/program.js';

/** How long a server may take until it answers, in milliseconds: MySQL needs several seconds for its first start. */
const START_MAX = 300_000;
/** How long it may take to end before it is ended the hard way. */
const STOP_MAX = 60_000;

/** What the path of a socket may have, as sockaddr_un of Linux (108) and of macOS (104) says, without the last 0. */
const SOCKET_PATH_MAX = 103;

export interface DatabaseServer {
  /** Of its root user, who has no password unless one has been set. */
  readonly url: string;
  readonly version: string;
  readonly pid: number;
  /** When it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Ends it; what it stored stays. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Where a server stores its data and listens, and more of how it is started. */
export interface ServerPlace {
  readonly folder: string;
  readonly port: number;
  /** More options of the program. */
  readonly options?: readonly string[];
  /** More of its environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Gives the start up. */
  readonly signal?: AbortSignal;
  /** Receives the number of the process as soon as it is there. */
  readonly onSpawn?: (pid: number) => Promise<void>;
  /** Receives what is wrong with the log; left out, standard error does. */
  readonly say?: (line: string) => void;
}

/**
 * Starts a server on loopback over the data in a folder, which is made ready if it is empty. What it says is written to
 * server.log there, as far as it can be. Throws, with nothing left running, when it does not answer.
 */
export async function startServer(program: Program, place: ServerPlace): Promise<DatabaseServer> {
  const { folder, port, options = [], environment = {}, signal, onSpawn } = place;
  const say = place.say ?? ((line: string) => console.error(line));
  const data = join(folder, 'data');
  await mkdir(temporaryIn(folder), { recursive: true });
  if (!(await exists(join(data, 'mysql')))) await initialize(program, data, signal, onSpawn);
  const log = new LogFile(join(folder, 'server.log'), say);
  const said: string[] = [];
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
  const tell = (line: string) => {
    said.push(line);
    if (said.length > LINES_SHOWN) said.shift();
    log.write(line);
  };
  const running = startProgram(words, { ...process.env, ...environment }, tell, {
    longestStop: STOP_MAX,
  });
  const stop = async (how: NodeJS.Signals = 'SIGTERM') => {
    await running.stop(how);
    await log.close();
  };
  try {
    await onSpawn?.(running.pid);
    await untilItResponds(port, running, signal);
  } catch (error) {
    await stop('SIGKILL');
    signal?.throwIfAborted();
    const { message } = error as Error;
    throw new Error(`${program.path} ${message}:\n${said.join('\n')}`);
  }
  const url = `mysql://root@127.0.0.1:${port}`;
  return { url, version: program.version, pid: running.pid, ended: running.ended, stop };
}

/** Starts a server with an empty folder of its own, which goes when it stops; in memory where there is such a place. */
export async function startThrowawayServer(
  program: Program,
  options: readonly string[] = [],
): Promise<DatabaseServer> {
  if (!(await isWritable('/dev/shm'))) return await startIn(tmpdir(), program, options);
  try {
    return await startIn('/dev/shm', program, options);
  } catch (error) {
    // Ubuntu's AppArmor keeps its MySQL out of there.
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

/** Waits until a server answers; throws when its process ends, when it takes too long, or when `signal` says so. */
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
      // Whom it does not let in it has answered.
      if ((error as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR') return;
      last = (error as Error).message;
      await Promise.race([sleep(100), watch]);
    }
  }
  throw new Error(`does not answer (${last})`);
}
