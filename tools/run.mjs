// Compiles and runs a program of the project: node tools/run.mjs src/entrypoints/main --data DIR
// Without a program, it compiles the whole project and prints whether it had to. Plain JavaScript: Node.js 20 runs no
// TypeScript.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, DIST } from './build.mjs';

/** The part that imports all other parts. */
const LAST = 'proof';

const CHECK = 'tools/check';

const [program, ...args] = process.argv.slice(2);

try {
  if (program === 'src/entrypoints/main') console.error('Starting Holdfast …');
  const hasCompiled = await build(program?.split('/')[0] ?? LAST, (line) => console.error(line));
  if (program === undefined) console.log(hasCompiled ? 'Built dist/.' : 'dist/ is up to date.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (program === CHECK) await failCheck();
  process.exit(1);
}

if (program !== undefined) {
  const file = join(DIST, `${program}.js`);
  process.argv = [process.execPath, file, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(file).href);
}

/** Writes the verdict of npm test in place of the check, which could not be compiled. */
async function failCheck() {
  const verdict = '0 passed, 1 failed';
  const folder = join(DIST, '..', '.holdfast');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'verdict.txt'), `${verdict}\n`);
  console.log(verdict);
}
