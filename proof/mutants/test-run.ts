// Runs some tests of a project by their names, and says how they ended and why.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readReport, type Outcomes } from './report.js';
import type { WantedTest } from './mutant.js';

/** How long the tests of one mutant may take until they are ended, in milliseconds. */
const RUN_MAX = 60_000;

export interface Ending {
  /** Whether they had to be ended. */
  readonly isLate: boolean;
  readonly seconds: number;
  /** The end of what vitest said. */
  readonly said: string;
}

export type TestRun = Outcomes & Ending;

/** Which tests of which project are run, and how. */
export interface WantedRun {
  /** Of the project. */
  readonly folder: string;
  readonly project: 'memory' | 'database';
  readonly tests: readonly WantedTest[];
  /** The server for tests that need one. */
  readonly databaseUrl: string | null;
  /** Ends them. */
  readonly signal: AbortSignal;
  /** How long they may take, in milliseconds. */
  readonly longest?: number;
}

/** Runs them in a process group of its own, for a minute at most unless told otherwise. */
export async function runTests({
  folder,
  project,
  tests,
  databaseUrl,
  signal,
  longest = RUN_MAX,
}: WantedRun): Promise<TestRun> {
  signal.throwIfAborted();
  const report = join(folder, 'test-report.json');
  await rm(report, { force: true });
  const start = performance.now();
  const words = [
    ...['run', '--project', project, '--no-cache', '--configLoader', 'runner'],
    ...['--reporter=json', `--outputFile=${report}`, '-t', patternOf(tests)],
    ...new Set(tests.map(({ file }) => file)),
  ];
  const { said, isLate } = await runVitest(folder, words, databaseUrl, signal, longest);
  signal.throwIfAborted();
  const nothing = { passed: [], refuted: [], broken: [] };
  const outcomes = isLate ? nothing : await readReport(report);
  return { ...outcomes, isLate, seconds: (performance.now() - start) / 1000, said };
}

function patternOf(tests: readonly WantedTest[]) {
  const names = tests.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `^\\s*(${[...new Set(names)].join('|')})`;
}

async function runVitest(
  folder: string,
  words: readonly string[],
  databaseUrl: string | null,
  signal: AbortSignal,
  longest: number,
): Promise<{ said: string; isLate: boolean }> {
  const child = spawn(process.execPath, [join(folder, 'node_modules', 'vitest', 'vitest.mjs'), ...words], {
    cwd: folder,
    env: environment(databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with all that it started.
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000)));
  let isLate = false;
  const kill = () => child.pid !== undefined && endGroup(child.pid);
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, longest);
  signal.addEventListener('abort', kill);
  process.on('exit', kill);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  signal.removeEventListener('abort', kill);
  process.off('exit', kill);
  return { said, isLate };
}

function endGroup(pid: number) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** That of this process without what a vitest around it has set. */
function environment(databaseUrl: string | null) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST_STORE$|TEST_DB_URL$|NODE_ENV$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    TEST_BUILD: '0',
    ...(databaseUrl === null ? {} : { TEST_DB_URL: databaseUrl }),
  };
}
