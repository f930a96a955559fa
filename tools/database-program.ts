// Finds the database server program of this machine: MariaDB or MySQL.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { which } from './machine.js';

const run = promisify(execFile);

/** Advice for a machine without a database server. */
export const HOW_TO_INSTALL =
  'No database server was found. Install one (Debian, Ubuntu: sudo apt-get install mariadb-server; Fedora: ' +
  'sudo dnf install mariadb-server; macOS: brew install mariadb), or Docker, or name a server to use: ' +
  'TEST_DB_URL=mysql://root:secret@127.0.0.1:3306';

export interface Program {
  readonly path: string;
  readonly kind: 'mariadb' | 'mysql';
  readonly version: string;
}

/**
 * The server program of this machine, whose `--version` tells its kind; null without one. TEST_DB_PROGRAM is tried
 * first; `kind` is the required kind.
 */
export async function findServerProgram(kind?: Program['kind']) {
  for (const name of [process.env['TEST_DB_PROGRAM'], 'mariadbd', 'mysqld']) {
    if (name === undefined) continue;
    const path = name.includes('/') ? name : await which(name);
    if (path === null) continue;
    const { stdout } = await run(path, ['--no-defaults', '--version']);
    const program: Program = {
      path,
      kind: /mariadb/i.test(stdout) ? 'mariadb' : 'mysql',
      version: stdout.replace(/^.*?Ver\s+/, '').trim(),
    };
    if (kind === undefined || program.kind === kind) return program;
  }
  return null;
}
