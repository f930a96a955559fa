// The folder of a stack: its data, its secrets, and the environments of its commands.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks a folder of a stack. No other folder is written to or emptied. */
const MARKER = '.holdfast-stack';

/** The files of a stack, which --fresh removes. */
const OWN = ['database', 'secrets.json', 'booking.env', 'search.env'];

/** The stack was used in an invalid way; a retry does not help. */
export class Misuse extends Error {}

/** The secret that signs tokens, and the passwords of the database users and of root. */
export interface Secrets {
  jwt: string;
  booking: string;
  search: string;
  root: string;
}

/** Throws Misuse if the folder is given and does not exist. */
export async function requireFolder(folder: string | undefined) {
  if (folder === undefined) return;
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Misuse(`There is no folder ${folder}. Give --data a folder with schedules.`);
}

/** Creates the folder, or uses an empty one or that of an earlier stack. Throws Misuse for any other. */
export async function openStore(folder: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new Misuse(
      `${folder} holds other things than a stack's. Give --store an empty folder, or one that does not exist yet.`,
    );
  }
  if (names.length === 0)
    await writeFile(join(folder, MARKER), 'The data of npm run stack. --fresh empties this folder.\n');
}

/** Empties the store. */
export async function emptyStore(folder: string) {
  for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
}

/** Reads the secrets, or generates them at the first start. The file is readable only for its owner. */
export async function readSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  const made = () => randomBytes(32).toString('base64url');
  const secrets = {
    jwt: made(),
    booking: made(),
    search: made(),
    root: made(),
    ...(await readJson(file, {})),
  };
  await writeWhole(file, JSON.stringify(secrets));
  return secrets;
}

/** Writes the environment of a role, so that its commands can be run on the stack: ENV_FILE=… npm run audit */
export async function writeEnvFile(file: string, env: NodeJS.ProcessEnv) {
  const lines = Object.entries(env).map(([name, value = '']) => `${name}=${JSON.stringify(value)}`);
  await writeWhole(file, `${lines.join('\n')}\n`);
}

/** Writes a file, readable only for its owner, completely or not at all. Throws Error, which names the file. */
export async function writeWhole(file: string, text: string) {
  const half = `${file}.${process.pid}`;
  try {
    await writeFile(half, text, { mode: 0o600 });
    await rename(half, file);
  } catch (cause) {
    // The first error is reported, not one of the cleanup.
    await rm(half, { force: true }).catch(() => undefined);
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be written (${code ?? message})`, { cause });
  }
}

/** Returns the content of a JSON file, or `otherwise` without the file. Throws Misuse if it is not JSON. */
export async function readJson<T>(file: string, otherwise: T): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return otherwise;
  try {
    const value: unknown = JSON.parse(text);
    return value as T;
  } catch {
    throw new Misuse(`${file} cannot be read as JSON. Remove it, or start with an empty database: --fresh.`);
  }
}
