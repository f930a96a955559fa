// The database program of this machine: MariaDB or MySQL, whichever is installed.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { which } from './machine.js';

const run = promisify(execFile);

/** What to do on a machine that has none. */
export const HOW_TO_INSTALL =
  'No database server was found. Install one (Debian, Ubuntu: sudo apt-get install mariadb-server; Fedora: ' +
  'sudo dnf install mariadb-server; macOS: brew install mariadb), or Docker, or name one that may be used: ' +
  'TEST_DB_URL=mysql://root:secret@127.0.0.1:3306';

export interface Program {
  readonly path: string;
  readonly kind: 'mariadb' | 'mysql';
  readonly version: string;
}

/**
 * The server program of this machine, asked which of the two it really is; null without one. TEST_DB_PROGRAM names
 * one of several, `kind` which of the two it must be.
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
