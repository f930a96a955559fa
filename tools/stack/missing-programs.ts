// Finds the programs that the platform needs, and installs missing ones.
import { userInfo } from 'node:os';
import { findServerProgram } from '../database-program.js';
import { canInstall, installPackages, which } from '../machine.js';
import type { Say } from './program.js';

/**
 * The database server program of this machine. Installs missing packages if `install` is set; otherwise throws an error
 * with the command that installs them.
 */
export async function requirePrograms(install: boolean, say: Say, engine?: 'mariadb' | 'mysql') {
  let packages = await missingPackages();
  if (packages.length > 0 && install) {
    if (!(await canInstall())) throw new Error('--install needs root and apt-get.');
    say(`Installing ${packages.join(', ')} …`);
    await installPackages(packages);
    packages = await missingPackages();
  }
  const database = await findServerProgram(engine);
  if (database === null && engine !== undefined && packages.length === 0)
    throw new Error(`No ${engine} server was found. TEST_DB_PROGRAM names its program.`);
  if (packages.length > 0 || database === null) {
    const sudo = userInfo().uid === 0 ? '' : 'sudo ';
    throw new Error(
      `Missing: ${packages.join(', ')}. Install: ${sudo}apt-get install ${packages.join(' ')} (Debian, Ubuntu), ` +
        'or run npm run stack -- --install as root.',
    );
  }
  return database;
}

/** The missing packages, by their names in Debian and Ubuntu. */
async function missingPackages() {
  return [
    ...((await findServerProgram()) === null ? ['mariadb-server'] : []),
    ...((await which('nginx')) === null ? ['nginx'] : []),
  ];
}
