import { join } from 'node:path';
import { PROJECT_FOLDER } from '../src/entrypoints/project-folder.js';

/** The folder of the project. */
export const ROOT = PROJECT_FOLDER;

/** The compiled file of a program, by its path in the project without an ending, such as `proof/commands/fuzz`. */
export function builtFile(path: string): string {
  return join(ROOT, 'dist', `${path}.js`);
}

/** The compiled file of one of the product's programs, such as `main` or `audit`. */
export function entrypoint(name: string): string {
  return builtFile(`src/entrypoints/${name}`);
}
