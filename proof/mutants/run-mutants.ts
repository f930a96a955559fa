// Takes one rule after another out of a copy of the project, and sees whether the tests notice.
import { mutatedFiles, type Mutant, type WantedTest } from './mutant.js';
import { copyProject } from './project-copy.js';
import { runTests, type TestRun, type WantedRun } from './test-run.js';

/**
 * `caught`: an expectation of a named test did not hold. `survived`: all of them passed. `broken`: something failed
 * that is no expectation, be it code that cannot be read, or nothing works any more, so that nothing is shown.
 * `late`: no end within a minute.
 */
export type Verdict = 'caught' | 'survived' | 'broken' | 'late';

export interface MutantResult {
  readonly name: string;
  readonly says: string;
  readonly verdict: Verdict;
  /** The tests whose expectations did not hold. */
  readonly redIn: string[];
  readonly seconds: number;
  /** Why there is no verdict, empty where there is one. */
  readonly said: string;
}

/** How long the tests of all mutants together may take before the first of them, in milliseconds. */
const WARM_UP_MAX = 300_000;

/** Without any mutant the tests must pass: otherwise what is red says nothing of the mutant. */
export class NotGreen extends Error {
  override readonly name = 'NotGreen';
}

/** Which mutants of which project are tried, and how. */
export interface MutantRun {
  /** The folder of the project. */
  readonly root: string;
  readonly mutants: readonly Mutant[];
  /** The server for tests that need one. */
  readonly databaseUrl: string | null;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Receives a line for each step. */
  readonly say: (line: string) => void;
}

/** Throws OutOfDate before anything runs, and NotGreen if tests do not pass without any mutant. Nothing stays. */
export async function runMutants({
  root,
  mutants,
  databaseUrl,
  signal,
  say,
}: MutantRun): Promise<MutantResult[]> {
  for (const mutant of mutants) await mutatedFiles(root, mutant);
  const copy = await copyProject(root);
  try {
    const { folder } = copy;
    for (const project of new Set(mutants.map((mutant) => mutant.project))) {
      const tests = mutants.filter((mutant) => mutant.project === project).flatMap(testsOf);
      const seconds = await mustBeGreen({
        folder,
        project,
        tests,
        databaseUrl,
        signal,
        longest: WARM_UP_MAX,
      });
      say(`✓ without any mutant the tests pass (${project}, ${seconds.toFixed(1)} s)`);
    }
    const results: MutantResult[] = [];
    for (const mutant of mutants) {
      const wanted = { folder, project: mutant.project, tests: testsOf(mutant), databaseUrl, signal };
      const run = await copy.whileMutated(mutant, () => runTests(wanted));
      const result = resultOf(mutant, run);
      say(lineOf(result));
      results.push(result);
    }
    return results;
  } finally {
    await copy.remove();
  }
}

function testsOf({ tests, works }: Mutant) {
  return [...tests, works];
}

export function exitCodeOf(results: readonly MutantResult[]) {
  return results.every(({ verdict }) => verdict === 'caught') ? 0 : 1;
}

async function mustBeGreen(wanted: WantedRun) {
  const { passed, refuted, broken, isLate, seconds, said } = await runTests(wanted);
  const red = [...refuted, ...broken, ...(isLate ? ['they took too long'] : [])];
  if (red.length > 0) throw new NotGreen(`Without any mutant it is red:\n  ${red.join('\n  ')}\n${said}`);
  const missing = wanted.tests.filter((test) => !passed.some(isOf(test)));
  if (missing.length > 0) {
    const names = missing.map(({ file, name }) => `${file}: ${name}`);
    throw new NotGreen(`There are no such tests in the project ${wanted.project}:\n  ${names.join('\n  ')}`);
  }
  return seconds;
}

function resultOf(
  { name, says, works }: Mutant,
  { passed, refuted, broken, isLate, seconds, said }: TestRun,
): MutantResult {
  const lost = isLate || passed.some(isOf(works)) ? [] : [`what must still work does not: ${works.name}`];
  const isJudged = lost.length === 0 && (refuted.length > 0 || broken.length === 0);
  const verdict: Verdict = isLate
    ? 'late'
    : !isJudged
      ? 'broken'
      : refuted.length > 0
        ? 'caught'
        : 'survived';
  const why = verdict === 'broken' ? [...lost, ...broken, said].join('\n') : '';
  return { name, says, verdict, redIn: refuted, seconds, said: why };
}

function isOf({ name }: WantedTest) {
  return (full: string) => full.trim().startsWith(name);
}

function lineOf({ name, verdict, redIn, seconds, said }: MutantResult) {
  const first = `${verdict === 'caught' ? '✓' : '✗'} ${name}: ${verdict} (${seconds.toFixed(1)} s)`;
  return [first, ...redIn, ...(said === '' ? [] : [said])].join('\n    ');
}
