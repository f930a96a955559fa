import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { BackupRejected } from './backup-error.js';

const run = promisify(execFile);

/** The kind of a server. Programs of the same kind suit it best. */
export type Engine = 'mysql' | 'mariadb';

const NAMES = {
  dump: { mariadb: 'mariadb-dump', mysql: 'mysqldump' },
  client: { mariadb: 'mariadb', mysql: 'mysql' },
} as const;

const VERSION_TIMEOUT = 30_000;

/**
 * The path of the client program for a use: that of the server's kind, or otherwise that of the other kind, which also
 * works. Throws BackupRejected, which names what to install, if there is neither. `path` is PATH of the environment.
 */
export async function findProgram(use: keyof typeof NAMES, engine: Engine, path: string): Promise<string> {
  const { mariadb, mysql } = NAMES[use];
  const names = engine === 'mariadb' ? [mariadb, mysql] : [mysql, mariadb];
  const found = await programsIn(path.split(delimiter), names);
  // A program called mysqldump may be MariaDB's.
  for (const program of found) if ((await engineOf(program)) === engine) return program;
  const [other] = found;
  if (other !== undefined) return other;
  throw new BackupRejected(
    `Neither ${mariadb} nor ${mysql} is in any folder of PATH. Install one: sudo apt-get install mariadb-client (Debian, Ubuntu), ` +
      'sudo dnf install mariadb (Fedora), brew install mariadb (macOS).',
  );
}

async function programsIn(folders: readonly string[], names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    for (const folder of folders.filter((each) => each !== '')) {
      const path = join(folder, name);
      if (!found.includes(path) && (await isExecutable(path))) found.push(path);
    }
  }
  return found;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function engineOf(program: string): Promise<Engine> {
  const { stdout } = await run(program, ['--no-defaults', '--version'], { timeout: VERSION_TIMEOUT });
  return /mariadb/i.test(stdout) ? 'mariadb' : 'mysql';
}
