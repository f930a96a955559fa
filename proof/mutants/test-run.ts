// Runs tests of a project by name, and returns their results.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readReport, type Outcomes } from './report.js';
import type { WantedTest } from './mutant.js';

/** The time limit for the tests of one mutant, in milliseconds. */
const RUN_MAX = 60_000;

export interface Ending {
  /** Whether the tests timed out. */
  readonly isLate: boolean;
  readonly seconds: number;
  /** The end of vitest's output. */
  readonly said: string;
}

export type TestRun = Outcomes & Ending;

/** The options of a run. */
export interface WantedRun {
  /** The folder of the project. */
  readonly folder: string;
  readonly project: 'memory' | 'database';
  readonly tests: readonly WantedTest[];
  /** The server for database tests. */
  readonly databaseUrl: string | null;
  /** Aborts the run. */
  readonly signal: AbortSignal;
  /** The time limit in milliseconds; RUN_MAX by default. */
  readonly longest?: number;
}

/** Runs the tests in a process group of their own, with a time limit. */
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
    // A group of its own, so that the whole group can be killed.
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
    // The process group has already ended.
  }
}

/** The environment of this process without the variables of a surrounding vitest. */
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
