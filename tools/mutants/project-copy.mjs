// A throwaway copy of the project, in which a rule can be taken out while the project itself stays as it is.
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists } from '../machine.mjs';
import { mutatedFiles } from './mutant.mjs';

/** What tests are made of. */
const PARTS = ['src', 'tests', 'migrations', 'tools', 'package.json', 'tsconfig.json', 'vitest.config.ts'];

/**
 * @typedef {object} ProjectCopy
 * @property {string} folder
 * @property {<T>(mutant: import('./mutant.mjs').Mutant, use: () => Promise<T>) => Promise<T>} whileMutated takes the
 *   mutant's rule out while `use` runs
 * @property {() => Promise<void>} remove
 */

/**
 * Copies a project into the system's temporary folder; its packages are linked.
 * @param {string} root
 * @returns {Promise<ProjectCopy>}
 */
export async function copyProject(root) {
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

/**
 * @template T
 * @param {string} folder
 * @param {import('./mutant.mjs').Mutant} mutant
 * @param {() => Promise<T>} use
 */
async function whileMutated(folder, mutant, use) {
  const mutated = await mutatedFiles(folder, mutant);
  /** @type {Map<string, string>} */
  const original = new Map();
  for (const file of mutated.keys()) original.set(file, await readFile(join(folder, file), 'utf8'));
  await writeAll(folder, mutated);
  try {
    return await use();
  } finally {
    await writeAll(folder, original);
  }
}

/**
 * @param {string} folder
 * @param {ReadonlyMap<string, string>} files
 */
async function writeAll(folder, files) {
  for (const [file, text] of files) await writeFile(join(folder, file), text);
}
