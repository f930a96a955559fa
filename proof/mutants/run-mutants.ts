// Removes one rule after another from a copy of the project, and checks whether the tests fail.
import { mutatedFiles, type Mutant, type WantedTest } from './mutant.js';
import { copyProject } from './project-copy.js';
import { runTests, type TestRun, type WantedRun } from './test-run.js';

/**
 * `caught`: an expectation of a named test failed. `survived`: all tests passed. `broken`: something other than an
 * expectation failed, such as invalid code, or nothing works any more, so that the run shows nothing. `late`: the tests
 * did not end within a minute.
 */
export type Verdict = 'caught' | 'survived' | 'broken' | 'late';

export interface MutantResult {
  readonly name: string;
  readonly says: string;
  readonly verdict: Verdict;
  /** The tests with failed expectations. */
  readonly redIn: string[];
  readonly seconds: number;
  /** Why there is no verdict; empty if there is one. */
  readonly said: string;
}

/** The time limit for the tests of all mutants together before the first mutant, in milliseconds. */
const WARM_UP_MAX = 300_000;

/** The tests fail without any mutant, so that their failures would show nothing. */
export class NotGreen extends Error {
  override readonly name = 'NotGreen';
}

/** The options of a run. */
export interface MutantRun {
  /** The folder of the project. */
  readonly root: string;
  readonly mutants: readonly Mutant[];
  /** The server for database tests. */
  readonly databaseUrl: string | null;
  /** Aborts the run. */
  readonly signal: AbortSignal;
  /** Receives one line per step. */
  readonly say: (line: string) => void;
}

/** Throws OutOfDate before anything runs, and NotGreen if tests fail without a mutant. Removes its project copy. */
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
      const seconds = await requireGreen({
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

async function requireGreen(wanted: WantedRun) {
  const { passed, refuted, broken, isLate, seconds, said } = await runTests(wanted);
  const red = [...refuted, ...broken, ...(isLate ? ['the tests timed out'] : [])];
  if (red.length > 0) throw new NotGreen(`Tests fail without any mutant:\n  ${red.join('\n  ')}\n${said}`);
  const missing = wanted.tests.filter((test) => !passed.some(matches(test)));
  if (missing.length > 0) {
    const names = missing.map(({ file, name }) => `${file}: ${name}`);
    throw new NotGreen(`Missing tests in the project ${wanted.project}:\n  ${names.join('\n  ')}`);
  }
  return seconds;
}

function resultOf(
  { name, says, works }: Mutant,
  { passed, refuted, broken, isLate, seconds, said }: TestRun,
): MutantResult {
  const lost = isLate || passed.some(matches(works)) ? [] : [`the program no longer works: ${works.name}`];
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

function matches({ name }: WantedTest) {
  return (full: string) => full.trim().startsWith(name);
}

function lineOf({ name, verdict, redIn, seconds, said }: MutantResult) {
  const first = `${verdict === 'caught' ? '✓' : '✗'} ${name}: ${verdict} (${seconds.toFixed(1)} s)`;
  return [first, ...redIn, ...(said === '' ? [] : [said])].join('\n    ');
}
