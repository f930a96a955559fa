import { findServerProgram } from '../../../tools/database-program.js';
import { startThrowawayServer, type DatabaseServer } from '../../../tools/database-server.js';

// Only a server that this process started can be configured, filled and ended, not a container or a foreign server.
const program = await findServerProgram();
if (program === null)
  process.stderr.write('Not run: no database server is installed that a test could start for itself.\n');

/** True when a test can start a database server of its own. */
export const CAN_OWN_SERVER = program !== null;

/** Starts an empty server for one test file, which may configure, fill and break it. */
export async function startOwnServer(options: readonly string[] = []): Promise<DatabaseServer> {
  if (program === null) throw new Error('there is no database server to start');
  return await startThrowawayServer(program, options);
}
