// What a run of vitest says of its tests, and why those failed that did.
import { readFile } from 'node:fs/promises';

/** As vitest's JSON reporter writes it. */
export interface Report {
  readonly testResults: { name: string; status: string; message: string; assertionResults: ReportedTest[] }[];
}

export interface ReportedTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: string[];
}

export interface Outcomes {
  /** The full names of tests. */
  readonly passed: string[];
  /** Those in which an expectation did not hold. */
  readonly refuted: string[];
  /** Those that failed in another way, and files that could not be run at all. */
  readonly broken: string[];
}

/** Reads a report; without one, vitest itself is what is broken. */
export async function readReport(path: string): Promise<Outcomes> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { passed: [], refuted: [], broken: ['vitest itself'] };
  const { testResults } = JSON.parse(text) as Report;
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

/** Whether an expectation did not hold: any other failure may be that of a program which does not run at all. */
function isRefuted({ failureMessages }: ReportedTest) {
  return failureMessages.some(
    (message) =>
      (message.startsWith('AssertionError') || OF_A_PROMISE.test(message)) && !CANNOT_RUN.test(message),
  );
}
