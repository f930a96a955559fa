// What a mutant is: the project with one of its rules taken out, and the tests that must notice.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {object} Edit
 * @property {string} file of the project
 * @property {string} find what stands there, exactly once
 * @property {string} replace what stands there instead
 */

/**
 * @typedef {object} WantedTest
 * @property {string} file
 * @property {string} name all that its describe and its own title say, or how that begins
 */

/**
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} says which rule is taken out
 * @property {readonly Edit[]} edits
 * @property {'memory' | 'database'} project of vitest that its tests run in
 * @property {readonly WantedTest[]} tests of which at least one must turn red
 * @property {WantedTest} works what must stay green: a rule is gone, and not the whole program
 */

/** The text that a mutant replaces is not there any more, or there more than once. */
export class OutOfDate extends Error {
  /** @override */
  name = 'OutOfDate';
}

/**
 * What the files of a mutant say once its rule is taken out. Throws OutOfDate.
 * @param {string} root of the project
 * @param {Mutant} mutant
 * @returns {Promise<Map<string, string>>} by file
 */
export async function mutatedFiles(root, { name, edits }) {
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const { file, find, replace } of edits) {
    const text = files.get(file) ?? (await readFile(join(root, file), 'utf8').catch(() => ''));
    const times = text.split(find).length - 1;
    if (times !== 1) {
      throw new OutOfDate(
        `The mutant ${name} is out of date: what it replaces occurs ${times} times in ${file}, and must occur once:\n${find}`,
      );
    }
    files.set(
      file,
      text.replace(find, () => replace),
    );
  }
  return files;
}
