// Initializes the data folder of a database server with the system tables that its first start needs.
import { rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Program } from './database-program.js';
import { which } from './machine.js';
import { finish } from './stack/program.js';

/** How many of the last lines of a failed program are shown. */
export const LINES_SHOWN = 15;

/**
 * The folder for temporary files of a server. Each server needs its own, because a server deletes those that it finds
 * when it starts, and with them temporary tables of another server.
 */
export function temporaryIn(folder: string) {
  return join(folder, 'tmp');
}

/** Initializes the data under another name and renames it, so that a killed process leaves no incomplete data. */
export async function initialize(
  program: Program,
  data: string,
  signal: AbortSignal | undefined,
  onSpawn: ((pid: number) => Promise<void>) | undefined,
) {
  const unfinished = `${data}.new`;
  for (const folder of [data, unfinished]) await rm(folder, { recursive: true, force: true });
  const lastLines: string[] = [];
  const collect = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > LINES_SHOWN) lastLines.shift();
  };
  const words = await wordsToFill(program, unfinished);
  const env = { ...process.env, TMPDIR: temporaryIn(dirname(data)) };
  try {
    await finish(words, env, collect, signal, onSpawn);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${(error as Error).message}\n${lastLines.join('\n')}`, { cause: error });
  }
  await rm(defaultsOf(unfinished), { force: true });
  await rename(unfinished, data);
}

async function wordsToFill(program: Program, data: string) {
  if (program.kind === 'mysql')
    return [program.path, '--no-defaults', ...asCurrentUser(), '--initialize-insecure', `--datadir=${data}`];
  const installer = (await which('mariadb-install-db')) ?? (await which('mysql_install_db'));
  if (installer === null)
    throw new Error('MariaDB is installed without mariadb-install-db. Install the complete server.');
  // The user is set in a file: with the option --user, the script would change the owner of a path that it does not
  // quote.
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

function defaultsOf(data: string) {
  return `${data}.cnf`;
}

/** The option that lets a server run as root; none for other users. */
export function asCurrentUser() {
  const { uid, username } = userInfo();
  return uid === 0 ? [`--user=${username}`] : [];
}
