// Compiles src/ to dist/, if anything has changed since the last time. Any number of processes may call it at once.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.built-from');
const WORK = join(ROOT, '.holdfast');
const LOCK = join(WORK, 'build.lock');
const INPUTS = ['src', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** A lock older than this was left behind by a process that died. */
const LONGEST_BUILD = 120_000;

const run = promisify(execFile);

/**
 * Builds unless dist/ is made of what is there now; answers whether it had to. Throws with the compiler's words.
 * @param {(line: string) => void} [say] is told what takes a while, before it does
 */
export async function build(say = () => undefined) {
  const source = await fingerprint();
  if (await isBuiltFrom(source)) return false;
  await mkdir(WORK, { recursive: true });
  return await locked(say, async () => {
    if (await isBuiltFrom(source)) return false;
    const start = performance.now();
    say('Compiling src/ to dist/, which takes some seconds the first time and after a change …');
    await compile(source);
    say(`Compiled in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
    return true;
  });
}

/** @param {string} source */
async function compile(source) {
  // Beside dist/, so that what source maps say of where the source is stays true.
  const fresh = `${DIST}-new-${process.pid}`;
  const stale = `${DIST}-old-${process.pid}`;
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  try {
    await run(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', fresh]);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    const { stdout, message } = /** @type {Error & { stdout?: string }} */ (error);
    throw new Error(`the build failed:\n${stdout ?? message}`);
  }
  await writeFile(join(fresh, '.built-from'), source);
  if (await exists(DIST)) await rename(DIST, stale);
  await rename(fresh, DIST);
  await rm(stale, { recursive: true, force: true });
}

/**
 * @template T
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 */
async function locked(say, work) {
  let isTold = false;
  for (;;) {
    try {
      await mkdir(LOCK);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      const held = await stat(LOCK).catch(() => null);
      if (held !== null && Date.now() - held.mtimeMs > LONGEST_BUILD)
        await rm(LOCK, { recursive: true, force: true });
      else {
        if (!isTold) say('Waiting for another process that compiles …');
        isTold = true;
        await sleep(100);
      }
    }
  }
  try {
    return await work();
  } finally {
    await rm(LOCK, { recursive: true, force: true });
  }
}

/** @param {string} source */
async function isBuiltFrom(source) {
  return (await readFile(STAMP, 'utf8').catch(() => '')) === source;
}

async function fingerprint() {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of await filesUnder(join(ROOT, input))) hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {Promise<string[]>}
 */
async function filesUnder(path) {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => filesUnder(join(path, name))))).flat();
}

/** @param {string} path */
async function exists(path) {
  return (await stat(path).catch(() => null)) !== null;
}
