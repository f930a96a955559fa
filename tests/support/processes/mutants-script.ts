import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtFile } from '../../../tools/project.js';

const SCRIPT = builtFile('proof/commands/mutants');

/** The running script and its result. */
export interface RunningScript {
  interrupt(): void;
  readonly ended: Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
}

/** Starts `npm run mutants` with arguments. */
export function startScript(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningScript {
  const child = spawn(process.execPath, [SCRIPT, ...words], { env: { ...process.env, ...environment } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  return {
    interrupt: () => child.kill('SIGINT'),
    ended: once(child, 'close').then(([code]) => ({ ...said, code: Number(code) })),
  };
}

/** Runs it until it exits. */
export async function runScript(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return await startScript(words, environment).ended;
}
