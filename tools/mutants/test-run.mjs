// Runs some tests of a project by their names, and says how they ended and why.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readReport } from './report.mjs';

/** How long the tests of one mutant may take until they are ended, in milliseconds. */
const LONGEST_RUN = 60_000;

/**
 * @typedef {object} Ending
 * @property {boolean} isLate whether they had to be ended
 * @property {number} seconds
 * @property {string} said the end of what vitest said
 */

/** @typedef {import('./report.mjs').Outcomes & Ending} TestRun */

/**
 * Runs them in a process group of its own, for a minute at most unless told otherwise.
 * @param {object} wanted
 * @param {string} wanted.folder of the project
 * @param {'memory' | 'database'} wanted.project
 * @param {readonly import('./mutant.mjs').WantedTest[]} wanted.tests
 * @param {string | null} wanted.databaseUrl the server for tests that need one
 * @param {AbortSignal} wanted.signal ends them
 * @param {number} [wanted.longest] how long they may take, in milliseconds
 * @returns {Promise<TestRun>}
 */
export async function runTests({ folder, project, tests, databaseUrl, signal, longest = LONGEST_RUN }) {
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

/** @param {readonly import('./mutant.mjs').WantedTest[]} tests */
function patternOf(tests) {
  const names = tests.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `^\\s*(${[...new Set(names)].join('|')})`;
}

/**
 * @param {string} folder
 * @param {readonly string[]} words
 * @param {string | null} databaseUrl
 * @param {AbortSignal} signal
 * @param {number} longest
 * @returns {Promise<{ said: string, isLate: boolean }>}
 */
async function runVitest(folder, words, databaseUrl, signal, longest) {
  const child = spawn(process.execPath, [join(folder, 'node_modules', 'vitest', 'vitest.mjs'), ...words], {
    cwd: folder,
    env: environment(databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with all that it started.
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (/** @type {Buffer} */ chunk) => (said = `${said}${chunk.toString()}`.slice(-4_000)));
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

/** @param {number} pid */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * That of this process without what a vitest around it has set.
 * @param {string | null} databaseUrl
 */
function environment(databaseUrl) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST_STORE$|TEST_DB_URL$|NODE_ENV$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    TEST_BUILD: '0',
    ...(databaseUrl === null ? {} : { TEST_DB_URL: databaseUrl }),
  };
}
