// Takes one rule after another out of a copy of the project, and sees whether the tests notice.
import { mutatedFiles } from './mutant.mjs';
import { copyProject } from './project-copy.mjs';
import { runTests } from './test-run.mjs';

/**
 * `caught`: an expectation of a named test did not hold. `survived`: all of them passed. `broken`: something failed
 * that is no expectation, be it code that cannot be read, or nothing works any more, so that nothing is shown.
 * `late`: no end within a minute.
 * @typedef {'caught' | 'survived' | 'broken' | 'late'} Verdict
 */

/**
 * @typedef {object} MutantResult
 * @property {string} name
 * @property {string} says
 * @property {Verdict} verdict
 * @property {string[]} redIn the tests whose expectations did not hold
 * @property {number} seconds
 * @property {string} said why there is no verdict, empty where there is one
 */

/** How long the tests of all mutants together may take before the first of them, in milliseconds. */
const LONGEST_BEGINNING = 300_000;

/** Without any mutant the tests must pass: otherwise what is red says nothing of the mutant. */
export class NotGreen extends Error {
  /** @override */
  name = 'NotGreen';
}

/**
 * Throws OutOfDate before anything runs, and NotGreen if tests do not pass without any mutant. Nothing stays.
 * @param {object} wanted
 * @param {string} wanted.root of the project
 * @param {readonly import('./mutant.mjs').Mutant[]} wanted.mutants
 * @param {string | null} wanted.databaseUrl the server for tests that need one
 * @param {AbortSignal} wanted.signal ends it
 * @param {(line: string) => void} wanted.say how far it is
 * @returns {Promise<MutantResult[]>}
 */
export async function runMutants({ root, mutants, databaseUrl, signal, say }) {
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
        longest: LONGEST_BEGINNING,
      });
      say(`✓ without any mutant the tests pass (${project}, ${seconds.toFixed(1)} s)`);
    }
    /** @type {MutantResult[]} */
    const results = [];
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

/** @param {import('./mutant.mjs').Mutant} mutant */
function testsOf({ tests, works }) {
  return [...tests, works];
}

/** @param {readonly MutantResult[]} results */
export function exitCodeOf(results) {
  return results.every(({ verdict }) => verdict === 'caught') ? 0 : 1;
}

/** @param {Parameters<typeof runTests>[0]} wanted */
async function mustBeGreen(wanted) {
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

/**
 * @param {import('./mutant.mjs').Mutant} mutant
 * @param {import('./test-run.mjs').TestRun} run
 * @returns {MutantResult}
 */
function resultOf({ name, says, works }, { passed, refuted, broken, isLate, seconds, said }) {
  const lost = isLate || passed.some(isOf(works)) ? [] : [`what must still work does not: ${works.name}`];
  const isJudged = lost.length === 0 && (refuted.length > 0 || broken.length === 0);
  /** @type {Verdict} */
  const verdict = isLate ? 'late' : !isJudged ? 'broken' : refuted.length > 0 ? 'caught' : 'survived';
  const why = verdict === 'broken' ? [...lost, ...broken, said].join('\n') : '';
  return { name, says, verdict, redIn: refuted, seconds, said: why };
}

/** @param {import('./mutant.mjs').WantedTest} test */
function isOf({ name }) {
  return (/** @type {string} */ full) => full.trim().startsWith(name);
}

/** @param {MutantResult} result */
function lineOf({ name, verdict, redIn, seconds, said }) {
  const first = `${verdict === 'caught' ? '✓' : '✗'} ${name}: ${verdict} (${seconds.toFixed(1)} s)`;
  return [first, ...redIn, ...(said === '' ? [] : [said])].join('\n    ');
}
