// Runs one of Holdfast's entrypoints, built first if need be: node tools/run.mjs main --data DIR
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, ROOT } from './build.mjs';

const [name, ...args] = process.argv.slice(2);

try {
  if (name === 'main') console.error('Starting Holdfast …');
  await build((line) => console.error(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const entrypoint = join(ROOT, 'dist', 'entrypoints', `${name}.js`);
process.argv = [process.execPath, entrypoint, ...args];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(entrypoint).href);
