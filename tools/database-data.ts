// Makes the data of a database server ready: its first start needs system tables.
import { rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Program } from './database-program.js';
import { which } from './machine.js';
import { finish } from './stack/program.js';

/** How many of the last lines of a program are shown when it fails. */
export const LINES_SHOWN = 15;

/**
 * A server of its own has temporary files of its own: each deletes those that it finds when it starts, and tables that
 * another one is at in the same folder are gone.
 */
export function temporaryIn(folder: string) {
  return join(folder, 'tmp');
}

/** Makes the data ready under another name, so that a process that is killed meanwhile leaves nothing that looks ready. */
export async function initialize(
  program: Program,
  data: string,
  signal: AbortSignal | undefined,
  onSpawn: ((pid: number) => Promise<void>) | undefined,
) {
  const unfinished = `${data}.new`;
  for (const folder of [data, unfinished]) await rm(folder, { recursive: true, force: true });
  const said: string[] = [];
  const tell = (line: string) => {
    said.push(line);
    if (said.length > LINES_SHOWN) said.shift();
  };
  const words = await wordsToFill(program, unfinished);
  const env = { ...process.env, TMPDIR: temporaryIn(dirname(data)) };
  try {
    await finish(words, env, tell, signal, onSpawn);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${(error as Error).message}\n${said.join('\n')}`, { cause: error });
  }
  await rm(defaultsOf(unfinished), { force: true });
  await rename(unfinished, data);
}

async function wordsToFill(program: Program, data: string) {
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

function defaultsOf(data: string) {
  return `${data}.cnf`;
}

/** Servers refuse to run as root unless told to. */
export function asCurrentUser() {
  const { uid, username } = userInfo();
  return uid === 0 ? [`--user=${username}`] : [];
}
