import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROJECT_FOLDER } from './project-folder.js';

const manifest = createRequire(import.meta.url)(join(PROJECT_FOLDER, 'package.json')) as { version: string };

/** The version in package.json. */
export const VERSION = manifest.version;
