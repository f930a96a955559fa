// What a mutant is: the project with one of its rules taken out, and the tests that must notice.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Edit {
  /** Its path in the project. */
  readonly file: string;
  /** What stands there, exactly once. */
  readonly find: string;
  /** What stands there instead. */
  readonly replace: string;
}

export interface WantedTest {
  readonly file: string;
  /** All that its describe and its own title say, or how that begins. */
  readonly name: string;
}

export interface Mutant {
  readonly name: string;
  /** Which rule is taken out. */
  readonly says: string;
  readonly edits: readonly Edit[];
  /** The project of vitest that its tests run in. */
  readonly project: 'memory' | 'database';
  /** Those of which at least one must turn red. */
  readonly tests: readonly WantedTest[];
  /** What must stay green: a rule is gone, and not the whole program. */
  readonly works: WantedTest;
}

/** The text that a mutant replaces is not there any more, or there more than once. */
export class OutOfDate extends Error {
  override readonly name = 'OutOfDate';
}

/** What the files of a mutant say, by path, once its rule is taken out of the project in `root`. Throws OutOfDate. */
export async function mutatedFiles(root: string, { name, edits }: Mutant): Promise<Map<string, string>> {
  const files = new Map<string, string>();
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
