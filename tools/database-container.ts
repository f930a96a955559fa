// A throwaway database server in a container, for machines with Docker and without a server.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { untilItResponds, type DatabaseServer } from './database-server.js';
import { which } from './machine.js';

const run = promisify(execFile);

/** Runs a throwaway server in a container. */
export async function startContainer(): Promise<DatabaseServer> {
  const words = ['run', '-d', '--rm', '-p', '127.0.0.1::3306', '--tmpfs', '/var/lib/mysql'];
  const { stdout } = await run('docker', [
    ...words,
    '-e',
    'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1',
    'mariadb:10.11',
  ]);
  const id = stdout.trim();
  const stop = async () => {
    await run('docker', ['rm', '-f', id]);
  };
  try {
    const mapped = await run('docker', ['port', id, '3306/tcp']);
    const port = Number(mapped.stdout.trim().split(':').at(-1));
    await untilItResponds(port, null);
    return {
      url: `mysql://root@127.0.0.1:${port}`,
      version: 'mariadb:10.11 in Docker',
      pid: 0,
      ended: new Promise(() => undefined),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether a Docker engine responds. */
export async function hasDocker() {
  if ((await which('docker')) === null) return false;
  return await run('docker', ['info'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}
