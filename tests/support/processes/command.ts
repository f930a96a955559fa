import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandFile } from '../../../tools/project.js';

/** The timeout of a command in milliseconds, on a machine five times slower than most. */
export const COMMAND_TIMEOUT = 120_000;

/** The exit code and the output of a command. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a built command of the product until it ends, in the given environment and this PATH only. */
export async function runCommand(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  ...words: readonly string[]
): Promise<Ended> {
  return await runProgram([process.execPath, commandFile(name), ...words], environment);
}

/** Runs any program in the same way; `typed` is its standard input. */
export async function runProgram(
  [program = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  typed = '',
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ENV_FILE: '/dev/null', ...environment };
  const child = spawn(program, words, { env, timeout: COMMAND_TIMEOUT });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  // A program may end before it has read its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(typed);
  await once(child, 'close');
  return { code: child.exitCode, output, errors };
}
