// npm run env:example: writes .env.example from the configuration's own schema.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, ROOT } from './build.mjs';

await build((line) => console.error(line));
/** @type {{ exampleFile: () => string }} */
const { exampleFile } = await import(
  pathToFileURL(join(ROOT, 'dist', 'entrypoints', 'example-file.js')).href
);
await writeFile(join(ROOT, '.env.example'), exampleFile());
console.log('Wrote .env.example.');
