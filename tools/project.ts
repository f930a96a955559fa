import { join } from 'node:path';
import { PROJECT_FOLDER } from '../src/entrypoints/process/project-folder.js';

/** The folder of the project. */
export const ROOT = PROJECT_FOLDER;

/** The compiled file of a program, by its path in the project without extension, such as `proof/commands/fuzz`. */
export function builtFile(path: string): string {
  return join(ROOT, 'dist', `${path}.js`);
}

/** The compiled file of the service. */
export const MAIN_FILE = builtFile('src/entrypoints/main');

/** The compiled file of one of the product's commands, such as `audit`. */
export function commandFile(name: string): string {
  return builtFile(`src/entrypoints/commands/${name}`);
}
