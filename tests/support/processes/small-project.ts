import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Mutant } from '../../../proof/mutants/mutant.js';

/** A project with one rule and its tests, and a folder for its copies. */
export interface SmallProject {
  readonly root: string;
  readonly copies: string;
  remove(): Promise<void>;
}

const FILES = {
  'vitest.config.ts': `export default {
    test: { projects: [{ test: { name: 'memory', include: ['tests/*.test.ts'] } }] },
  };`,
  'src/price.ts': `/** A price is never negative. */
  export const price = (asked: number) => Math.max(0, asked);
  export const isFree = async (asked: number) => price(asked) === 0;
  export const inPounds = (asked: number) => price(asked) / 100;
  `,
  'tests/price.test.ts': `import { expect, it } from 'vitest';
  import { inPounds, isFree, price } from '../src/price.ts';
  it('is what was asked', () => expect(price(1)).toBe(1));
  it('is never negative', () => expect(price(-1)).toBe(0));
  it('may be nothing', async () => await expect(isFree(-1)).resolves.toBe(true));
  it('is shown', () => { inPounds(100); });
  it('is wrong', () => expect(price(1)).toBe(2));
  `,
};

/** Writes the project to the system's temporary folder. */
export async function smallProject(): Promise<SmallProject> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-mutants-'));
  const [root, copies] = [join(folder, 'project'), join(folder, 'copies')];
  await mkdir(copies);
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  return { root, copies, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A mutant of the project that replaces `Math.max(0, asked)`. */
export function mutantOf(replace: string, change: Partial<Mutant> = {}): Mutant {
  return {
    name: 'negative',
    says: 'A price may be negative.',
    edits: [{ file: 'src/price.ts', find: 'Math.max(0, asked)', replace }],
    project: 'memory',
    tests: [priceTest('is never negative')],
    works: priceTest('is what was asked'),
    ...change,
  };
}

/** Names a test of the project. */
export function priceTest(name: string) {
  return { file: 'tests/price.test.ts', name };
}
