import { spawn } from 'node:child_process';
import { mkdtemp, open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { DatabaseAddress } from '../connection/server.js';
import { BackupFailed } from './backup-error.js';

/** How much of a program's error output is kept, in characters. */
const ERRORS_LENGTH_MAX = 4_000;

/** A running program of the database. */
interface RunningProgram {
  readonly input: Writable;
  readonly output: Readable;
  /** Settles when the program has ended; throws BackupFailed, with its error output, if it failed. */
  readonly ended: Promise<void>;
}

/**
 * Starts a program of the database. It reads user and password from a file that is deleted before it starts: neither
 * the list of processes nor a disk shows them.
 */
export async function startDatabaseProgram(
  program: string,
  args: readonly string[],
  address: DatabaseAddress,
  signal: AbortSignal,
): Promise<RunningProgram> {
  const options = await openOptions(address);
  try {
    const all = ['--defaults-file=/dev/fd/3', ...args];
    const child = spawn(program, all, { stdio: ['pipe', 'pipe', 'pipe', options.fd], signal });
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new Error(`${program} has no pipes`);
    let errors = '';
    stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-ERRORS_LENGTH_MAX)));
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0) resolve();
        else reject(new BackupFailed(`${program} ended with ${code ?? 'a signal'}. ${errors.trim()}`));
      });
    });
    // The code that writes to it or reads from it may fail first, and then nothing awaits `ended`.
    ended.catch(() => undefined);
    return { input: stdin, output: stdout, ended };
  } finally {
    await options.close();
  }
}

async function openOptions({ host, port, user, password }: DatabaseAddress): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-options-'));
  try {
    const file = join(folder, 'options.cnf');
    await writeFile(
      file,
      [
        '[client]',
        `host=${quoted(host)}`,
        `port=${port}`,
        'protocol=tcp',
        `user=${quoted(user)}`,
        `password=${quoted(password)}`,
        'default-character-set=utf8mb4',
        // As Holdfast itself connects; some clients would reject a certificate that they cannot verify.
        'loose-ssl-verify-server-cert=0',
        'loose-get-server-public-key=1',
        '',
      ].join('\n'),
      { mode: 0o600 },
    );
    return await open(file, 'r');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** https://dev.mysql.com/doc/refman/9.7/en/option-files.html#option-file-syntax */
function quoted(value: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return `"${value.replaceAll(/[\\"']/g, (mark) => `\\${mark}`).replaceAll(/[\n\r\t]/g, (mark) => escapes[mark] ?? mark)}"`;
}
