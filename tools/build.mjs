// Compiles a part of the project and the parts that it imports to dist/, if their source has changed. Several processes
// may call it at once. It is plain JavaScript, because it runs before anything is compiled.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folder of the compiled code, with the same subfolders as the source. */
export const DIST = join(ROOT, 'dist');

const WORK = join(ROOT, '.holdfast');
const LOCK = join(WORK, 'build.lock');

/** Files that affect the compiled code of every part. */
const SHARED = ['package-lock.json', 'tsconfig.base.json'];

/** How often the compiling process touches its lock, and the age at which a lock is abandoned, in milliseconds. */
const LOCK_TOUCH_PAUSE = 1_000;
const LOCK_AGE_MAX = 30_000;

const run = promisify(execFile);

/**
 * Compiles a part unless dist/ is up to date; returns whether it compiled. Throws Error with the compiler's report.
 * @param {string} part the folder of one of the projects that tsconfig.json names
 * @param {(line: string) => void} [say] receives a line before each slow step
 */
export async function build(part, say = () => undefined) {
  const parts = await withReferences(part);
  const source = await fingerprint(parts);
  const stamp = join(DIST, `${part}.built-from`);
  const isBuilt = async () => (await readFile(stamp, 'utf8').catch(() => '')) === source;
  if (await isBuilt()) return false;
  await mkdir(WORK, { recursive: true });
  return await locked(say, async () => {
    if (await isBuilt()) return false;
    const start = performance.now();
    const folders = parts.map((name) => `${name}/`).join(', ');
    say(`Compiling ${folders} to dist/, which takes some seconds the first time and after a change …`);
    await compile(part);
    await writeFile(stamp, source);
    say(`Compiled in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
    return true;
  });
}

/**
 * The part and all parts that it refers to, each once.
 * @param {string} part
 * @returns {Promise<string[]>}
 */
async function withReferences(part) {
  const text = await readFile(join(ROOT, part, 'tsconfig.json'), 'utf8');
  /** @type {{ references?: { path: string }[] }} */
  const { references = [] } = JSON.parse(text);
  const others = await Promise.all(references.map(({ path }) => withReferences(join(part, path))));
  return [...new Set([...others.flat(), part])];
}

/** @param {string} part */
async function compile(part) {
  try {
    await run(process.execPath, [compiler(), '--build', join(ROOT, part)]);
  } catch (error) {
    const { stdout, message } = /** @type {Error & { stdout?: string }} */ (error);
    throw new Error(`the build failed:\n${stdout ?? message}`, { cause: error });
  }
}

function compiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch (cause) {
    throw new Error(
      'dist/ is not up to date, and TypeScript is not installed to compile it: run npm ci, with development dependencies.',
      { cause },
    );
  }
}

/**
 * @template T
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 */
async function locked(say, work) {
  let hasSaid = false;
  for (;;) {
    try {
      await mkdir(LOCK);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      const held = await stat(LOCK).catch(() => null);
      if (held !== null && Date.now() - held.mtimeMs > LOCK_AGE_MAX)
        await rm(LOCK, { recursive: true, force: true });
      else {
        if (!hasSaid) say('Waiting for another process that compiles …');
        hasSaid = true;
        await sleep(100);
      }
    }
  }
  // A busy machine compiles for minutes. If another process removed the lock, touching it fails and is ignored.
  const touching = setInterval(() => {
    utimes(LOCK, new Date(), new Date()).catch(() => undefined);
  }, LOCK_TOUCH_PAUSE);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    await rm(LOCK, { recursive: true, force: true });
  }
}

/** @param {string[]} parts */
async function fingerprint(parts) {
  const hash = createHash('sha256');
  for (const input of [...parts, ...SHARED]) {
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
