// A temporary copy of the project, in which a rule can be removed while the project itself stays unchanged.
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists } from '../../tools/machine.js';
import { mutatedFiles, type Mutant } from './mutant.js';

/** The files that the tests need. */
const PARTS = [
  ...['src', 'migrations', 'proof', 'tools', 'tests'],
  ...['package.json', 'tsconfig.base.json', 'tsconfig.json', 'vitest.config.ts'],
];

export interface ProjectCopy {
  readonly folder: string;
  /** Applies the mutant while `use` runs. */
  readonly whileMutated: <T>(mutant: Mutant, use: () => Promise<T>) => Promise<T>;
  readonly remove: () => Promise<void>;
}

/** Copies a project into the system's temporary folder, with a link to its packages. */
export async function copyProject(root: string): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'holdfast-mutants-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    for (const part of PARTS) {
      if (await exists(join(root, part))) await cp(join(root, part), join(folder, part), { recursive: true });
    }
    await symlink(await realpath(join(root, 'node_modules')), join(folder, 'node_modules'));
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, whileMutated: (mutant, use) => whileMutated(folder, mutant, use), remove };
}

async function whileMutated<T>(folder: string, mutant: Mutant, use: () => Promise<T>) {
  const mutated = await mutatedFiles(folder, mutant);
  const original = new Map<string, string>();
  for (const file of mutated.keys()) original.set(file, await readFile(join(folder, file), 'utf8'));
  await writeAll(folder, mutated);
  try {
    return await use();
  } finally {
    await writeAll(folder, original);
  }
}

async function writeAll(folder: string, files: ReadonlyMap<string, string>) {
  for (const [file, text] of files) await writeFile(join(folder, file), text);
}
