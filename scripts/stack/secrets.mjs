// The secrets of one stack: made once, and kept where nobody else may read.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {{ jwt: string, booking: string, search: string }} Secrets of tokens, and of the databases' users */

/**
 * @param {string} folder
 * @returns {Promise<Secrets>}
 */
export async function readSecrets(folder) {
  const file = join(folder, 'secrets.json');
  const known = await readFile(file, 'utf8').catch((/** @type {unknown} */ error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  });
  if (known !== null) return parsed(known);
  const made = () => randomBytes(32).toString('base64url');
  const secrets = { jwt: made(), booking: made(), search: made() };
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/**
 * @param {string} text
 * @returns {Secrets}
 */
function parsed(text) {
  /** @type {unknown} */
  const value = JSON.parse(text);
  return /** @type {Secrets} */ (value);
}

/**
 * Writes the environment of a role, so that its commands can be run on the stack: ENV_FILE=… npm run audit
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
export async function writeEnvFile(file, env) {
  const lines = Object.entries(env).map(([name, value = '']) => `${name}=${JSON.stringify(value)}`);
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}
