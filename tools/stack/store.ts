// The folder of a stack: what it stores, its secrets, and what its commands need to know.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Says that a folder is a stack's: no other is written to, let alone emptied. */
const MARKER = '.holdfast-stack';

/** What a stack puts there and --fresh takes away. */
const OWN = ['database', 'secrets.json', 'booking.env', 'search.env'];

/** What was asked for cannot be done, whatever is tried again. */
export class Misuse extends Error {}

/** The secret that signs tokens, and the passwords of the database's users and of its root. */
export interface Secrets {
  jwt: string;
  booking: string;
  search: string;
  root: string;
}

/** Throws Misuse for what is named but is no folder, before anything has been made. */
export async function requireFolder(folder: string | undefined) {
  if (folder === undefined) return;
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Misuse(`There is no folder ${folder}. Give --data a folder with schedules.`);
}

/** Makes the folder, or takes one that is empty or was a stack's before. Throws Misuse for any other. */
export async function openStore(folder: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new Misuse(
      `${folder} holds other things than a stack's. Give --store an empty folder, or one that is not there yet.`,
    );
  }
  if (names.length === 0)
    await writeFile(join(folder, MARKER), 'What npm run stack stores. --fresh empties it.\n');
}

/** Starts over with an empty store. */
export async function emptyStore(folder: string) {
  for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
}

/** Made once, and kept where no other user may read. */
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

/** Writes a file for its owner alone, all of it or nothing, and leaves no half of it. Throws Error, which names the file. */
export async function writeWhole(file: string, text: string) {
  const half = `${file}.${process.pid}`;
  try {
    await writeFile(half, text, { mode: 0o600 });
    await rename(half, file);
  } catch (cause) {
    // What went wrong first is what is told.
    await rm(half, { force: true }).catch(() => undefined);
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be written (${code ?? message})`, { cause });
  }
}

/** What a file of ours holds, or something else when it is not there. Throws for one that another program has written. */
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
    throw new Misuse(`${file} cannot be read as JSON. Remove it, or begin anew with --fresh.`);
  }
}
