// A mutant: the project with one of its rules removed, and the tests that must fail.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Edit {
  /** Its path in the project. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  /** The replacement. */
  readonly replace: string;
}

export interface WantedTest {
  readonly file: string;
  /** The describe and test titles joined by a space, or their beginning. */
  readonly name: string;
}

export interface Mutant {
  readonly name: string;
  /** The removed rule. */
  readonly says: string;
  readonly edits: readonly Edit[];
  /** The vitest project of its tests. */
  readonly project: 'memory' | 'database';
  /** At least one of these tests must fail. */
  readonly tests: readonly WantedTest[];
  /** This test must pass, to show that the rest of the program still works. */
  readonly works: WantedTest;
}

/** The text that a mutant replaces is missing, or occurs more than once. */
export class OutOfDate extends Error {
  override readonly name = 'OutOfDate';
}

/** Returns the changed files of a mutant, by path. Throws OutOfDate. */
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
