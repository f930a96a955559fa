import { userInfo } from 'node:os';
import type { TestProject } from 'vitest/node';
import { hasDocker, startContainer } from '../../../tools/database-container.js';
import { findServerProgram, HOW_TO_INSTALL } from '../../../tools/database-program.js';
import { startThrowawayServer } from '../../../tools/database-server.js';
import { canInstall, installPackages } from '../../../tools/machine.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The URL of the server of the tests, with a user that may create databases there. */
    databaseUrl: string;
  }
}

interface Server {
  readonly url: string;
  readonly version: string;
  stop(): Promise<void>;
}

/**
 * Provides a real server for the tests: that of TEST_DB_URL, else a throwaway one of an installed or installable
 * program, or in a container. Without any of these it throws with the way to install one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env['TEST_DB_URL'];
  const server =
    named === undefined ? await throwaway(project) : { url: named, version: '', stop: async () => undefined };
  const { host } = new URL(server.url);
  project.vitest.logger.log(`Database of the tests: ${host} ${server.version}`);
  project.provide('databaseUrl', server.url);
  return () => server.stop();
}

async function throwaway(project: TestProject): Promise<Server> {
  let program = await findServerProgram();
  if (program === null && (await canInstall())) {
    project.vitest.logger.log(`Installing mariadb-server for the tests, as ${userInfo().username} …`);
    await installPackages(['mariadb-server']);
    program = await findServerProgram();
  }
  if (program !== null) return await startThrowawayServer(program);
  if (await hasDocker()) return await startContainer();
  throw new Error(HOW_TO_INSTALL);
}
