// What a run of vitest says of its tests, and why those failed that did.
import { readFile } from 'node:fs/promises';

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
 * @typedef {object} Outcomes
 * @property {string[]} passed the full names of tests
 * @property {string[]} refuted those in which an expectation did not hold
 * @property {string[]} broken those that failed in another way, and files that could not be run at all
 */

/**
 * Reads a report; without one, vitest itself is what is broken.
 * @param {string} path
 * @returns {Promise<Outcomes>}
 */
export async function readReport(path) {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { passed: [], refuted: [], broken: ['vitest itself'] };
  const { testResults } = /** @type {Report} */ (JSON.parse(text));
  const ended = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = ended.filter(({ status }) => status === 'failed');
  const broken = failed.filter((test) => !isRefuted(test));
  // A file that cannot be read, or prepared, fails without a test of its own.
  const files = testResults.filter(({ status, message }) => status === 'failed' && message !== '');
  return {
    passed: ended.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
    refuted: failed.filter(isRefuted).map(({ fullName }) => fullName),
    broken: [
      ...broken.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join('\n')}`),
      ...files.map(({ name, message }) => `${name}: ${message}`),
    ],
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
