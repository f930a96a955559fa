import { findServerProgram } from '../../tools/database-program.js';
import { startThrowawayServer, type DatabaseServer } from '../../tools/database-server.js';

// Only a server of one's own can be set as one likes, filled and ended; there is none where the tests use a container or
// somebody else's.
const program = await findServerProgram();
if (program === null)
  process.stderr.write('Not run: no database server is installed here that a test could have to itself.\n');

/** Whether a test can have a database server to itself. */
export const CAN_OWN_SERVER = program !== null;

/** Starts an empty server that one test file has to itself, to set, fill and break as it likes. */
export async function startOwnServer(options: readonly string[] = []): Promise<DatabaseServer> {
  if (program === null) throw new Error('there is no database server to start');
  return await startThrowawayServer(program, options);
}
