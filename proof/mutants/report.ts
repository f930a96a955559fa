// Reads the results of a vitest run, and why tests failed.
import { readFile } from 'node:fs/promises';

/** The format of vitest's JSON reporter. */
export interface Report {
  readonly testResults: { name: string; status: string; message: string; assertionResults: ReportedTest[] }[];
}

export interface ReportedTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: string[];
}

export interface Outcomes {
  /** Full names of tests. */
  readonly passed: string[];
  /** Tests with a failed expectation. */
  readonly refuted: string[];
  /** Tests that failed in another way, and files that could not run. */
  readonly broken: string[];
}

/** Reads a report. A missing report means that vitest itself failed. */
export async function readReport(path: string): Promise<Outcomes> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { passed: [], refuted: [], broken: ['vitest itself'] };
  const { testResults } = JSON.parse(text) as Report;
  const ended = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = ended.filter(({ status }) => status === 'failed');
  const broken = failed.filter((test) => !isRefuted(test));
  // A file that cannot be loaded or set up fails without a test result.
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

/** Failed expectations of promises throw a plain Error with this in its stack. */
const PROMISE_EXPECTATION = /__VITEST_(REJECTS|RESOLVES)__/;

/** Errors of code that cannot run, also inside a failed expectation of a promise. */
const CANNOT_RUN = /^(Error: promise rejected ")?(Syntax|Reference|Type)Error/;

/** Whether an expectation failed. Any other failure may come from a program that does not run at all. */
function isRefuted({ failureMessages }: ReportedTest) {
  return failureMessages.some(
    (message) =>
      (message.startsWith('AssertionError') || PROMISE_EXPECTATION.test(message)) &&
      !CANNOT_RUN.test(message),
  );
}
