// Runs some tests of a project by their names, and says how they ended and why.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How long tests may take until they are ended, in milliseconds. */
const LONGEST_RUN = 60_000;

/**
 * @typedef {object} TestRun
 * @property {string[]} passed the full names of tests
 * @property {string[]} refuted those in which an expectation did not hold
 * @property {string[]} broken those that failed in another way, and files that could not be run at all
 * @property {boolean} isLate whether they had to be ended
 * @property {number} seconds
 * @property {string} said the end of what vitest said
 */

/**
 * @typedef {object} Report as vitest's JSON reporter writes it
 * @property {{ name: string, status: string, message: string, assertionResults: ReportedTest[] }[]} testResults
 */

/**
 * @typedef {object} ReportedTest
 * @property {string} fullName
 * @property {string} status
 * @property {string[]} failureMessages
 */

/**
 * @param {object} wanted
 * @param {string} wanted.folder of the project
 * @param {'memory' | 'database'} wanted.project
 * @param {readonly import('./mutant.mjs').WantedTest[]} wanted.tests
 * @param {string | null} wanted.databaseUrl the server for tests that need one
 * @param {AbortSignal} wanted.signal ends them
 * @returns {Promise<TestRun>}
 */
export async function runTests({ folder, project, tests, databaseUrl, signal }) {
  signal.throwIfAborted();
  const report = join(folder, 'test-report.json');
  await rm(report, { force: true });
  const start = performance.now();
  const words = [
    ...['run', '--project', project, '--no-cache', '--configLoader', 'runner'],
    ...['--reporter=json', `--outputFile=${report}`, '-t', patternOf(tests)],
    ...new Set(tests.map(({ file }) => file)),
  ];
  const { said, isLate } = await runVitest(folder, words, databaseUrl, signal);
  signal.throwIfAborted();
  const text = await readFile(report, 'utf8').catch(() => '{"testResults":[]}');
  const { testResults } = /** @type {Report} */ (JSON.parse(text));
  const ended = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = ended.filter(({ status }) => status === 'failed');
  // A file that cannot be read, or prepared, fails without a test of its own.
  const files = testResults.filter(({ status, message }) => status === 'failed' && message !== '');
  return {
    passed: ended.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
    refuted: failed.filter(isRefuted).map(({ fullName }) => fullName),
    broken: [
      ...failed
        .filter((test) => !isRefuted(test))
        .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join('\n')}`),
      ...files.map(({ name, message }) => `${name}: ${message}`),
      ...(testResults.length === 0 && !isLate ? ['vitest itself'] : []),
    ],
    isLate,
    seconds: (performance.now() - start) / 1000,
    said,
  };
}

/** What expectations of promises throw is a plain Error; this is in its stack. */
const OF_A_PROMISE = /__VITEST_(REJECTS|RESOLVES)__/;

/** What code throws that cannot run, also where a promise was expected to end otherwise. */
const CANNOT_RUN = /^(Error: promise rejected ")?(Syntax|Reference|Type)Error/;

/**
 * Whether an expectation did not hold: any other failure may be that of a program which does not run at all.
 * @param {ReportedTest} test
 */
function isRefuted({ failureMessages }) {
  return failureMessages.some(
    (message) =>
      (message.startsWith('AssertionError') || OF_A_PROMISE.test(message)) && !CANNOT_RUN.test(message),
  );
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
 * @returns {Promise<{ said: string, isLate: boolean }>}
 */
async function runVitest(folder, words, databaseUrl, signal) {
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
  }, LONGEST_RUN);
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
