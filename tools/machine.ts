// Finds programs, free ports and writable paths of this machine, and installs packages.
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { access } from 'node:fs/promises';
import { constants } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import getPort, { portNumbers } from 'get-port';

const run = promisify(execFile);

/** Folders of server programs, which may be missing from PATH. */
const SERVER_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/opt/homebrew/bin',
  '/usr/local/bin',
];

/**
 * Ports for servers. Systems give outgoing connections ports from 32768 on: one of these could take the port before its
 * server listens.
 */
const SERVER_PORTS = { from: 10_000, to: 32_000 };

/** How many neighbouring ports are tried, before the system chooses one. */
const TRIED_PORTS_MAX = 200;

/** A free port of loopback that this process has not returned in the last seconds. Other processes rarely get the same. */
export async function freePort(): Promise<number> {
  const { from, to } = SERVER_PORTS;
  const first = randomInt(from, to - TRIED_PORTS_MAX);
  return await getPort({ host: '127.0.0.1', port: portNumbers(first, first + TRIED_PORTS_MAX) });
}

/** Whether nothing listens on a port of this machine now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The path of a program; null if it is not installed. */
export async function which(name: string) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  for (const folder of folders) {
    const path = join(folder, name);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return null;
}

async function isExecutable(path: string) {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export async function isWritable(path: string) {
  return await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

export async function exists(path: string) {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** The first of the paths that exists; null if none does. */
export async function firstThere(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await exists(path)) return path;
  return null;
}

/** Whether this user can install packages with apt-get. */
export async function canInstall() {
  return userInfo().uid === 0 && (await which('apt-get')) !== null;
}

/** Installs packages with apt-get. Waits up to 300 seconds for other installations to end. */
export async function installPackages(packages: readonly string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  const lockWait = ['-o', 'DPkg::Lock::Timeout=300'];
  const words = [...lockWait, 'install', '-y', '--no-install-recommends', ...packages];
  try {
    await run('apt-get', words, options);
  } catch {
    // The package lists may be old or missing.
    await run('apt-get', [...lockWait, 'update'], options);
    await run('apt-get', words, options);
  }
}
