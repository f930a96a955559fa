// npm run env:example: writes .env.example from the variables of the configuration.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleFile } from '../src/entrypoints/process/example-file.js';
import { ROOT } from './project.js';

await writeFile(join(ROOT, '.env.example'), exampleFile());
console.log('Wrote .env.example.');
