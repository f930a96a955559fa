// What npm run stack is made of: programs, secrets, databases, and lines with names before them.
import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { ROOT } from './build.mjs';
import { canInstall, findServerProgram, installPackages } from './database-server.mjs';
import { which } from './machine.mjs';
import { startProgram } from './supervisor.mjs';

const COLOURS = /** @type {const} */ (['cyan', 'magenta', 'blue', 'yellow', 'green']);

/** How many have been given a colour. */
let told = 0;

/**
 * The programs that must be installed, installed now if that is asked for; else an error that says how.
 * @param {boolean} install
 */
export async function findPrograms(install) {
  const missing = async () => [
    ...((await findServerProgram()) === null ? ['mariadb-server'] : []),
    ...((await which('nginx')) === null ? ['nginx'] : []),
  ];
  let packages = await missing();
  if (packages.length > 0 && install) {
    if (!(await canInstall())) throw new Error('--install needs root and apt-get.');
    console.log(`Installing ${packages.join(', ')} …`);
    await installPackages(packages);
    packages = await missing();
  }
  const database = await findServerProgram();
  if (packages.length > 0 || database === null) {
    const sudo = userInfo().uid === 0 ? '' : 'sudo ';
    throw new Error(
      `Missing: ${packages.join(', ')}. Install: ${sudo}apt-get install ${packages.join(' ')} (Debian, Ubuntu), ` +
        'or run npm run stack -- --install as root.',
    );
  }
  return database;
}

/**
 * Made once, and kept where nobody else may read.
 * @param {string} folder
 */
export async function readSecrets(folder) {
  const file = join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  /** @type {{ jwt: string, booking: string, search: string } | null} */
  const known = text === null ? null : JSON.parse(text);
  const made = () => randomBytes(32).toString('base64url');
  const secrets = known ?? { jwt: made(), booking: made(), search: made() };
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  await chmod(file, 0o600);
  return secrets;
}

/**
 * A database and a user for each role: that user may read and write there, and nothing more.
 * @param {number} port
 * @param {{ booking: string, search: string }} secrets
 * @param {NodeJS.ProcessEnv} environment
 */
export async function prepareDatabases(port, secrets, environment) {
  const root = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  try {
    for (const role of /** @type {const} */ (['search', 'booking'])) {
      const user = `'holdfast_${role}'@'%'`;
      await root.query(`CREATE DATABASE IF NOT EXISTS holdfast_${role}`);
      await root.query(`CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY ${root.escape(secrets[role])}`);
      await root.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON holdfast_${role}.* TO ${user}`);
      const env = {
        ...environment,
        ENV_FILE: '/dev/null',
        ROLE: role,
        DB_HOST: '127.0.0.1',
        DB_PORT: String(port),
      };
      const say = teller('migrate');
      await finish(
        ['migrate.js'],
        { ...env, DB_USER: 'root', DB_PASSWORD: '', DB_NAME: `holdfast_${role}` },
        say,
      );
    }
  } finally {
    root.destroy();
  }
}

/**
 * Runs one of our commands to its end.
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
export async function finish([file = '', ...words], env, say) {
  const { execPath } = process;
  const child = startProgram(execPath, [join(ROOT, 'dist', 'entrypoints', file), ...words], env, say);
  const code = await child.ended;
  if (code !== 0) throw new Error(`${file} ended with ${String(code)}.`);
}

/**
 * Tells the lines of one process, with its name before each.
 * @param {string} name
 */
export function teller(name) {
  const colour = COLOURS[told % COLOURS.length] ?? 'green';
  told += 1;
  const label = process.stdout.isTTY ? styleText(colour, name.padEnd(10)) : name.padEnd(10);
  return (/** @type {string} */ line) => console.log(`${label} ${line}`);
}
