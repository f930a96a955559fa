// Small questions to the machine: which programs it has, which ports are free, what may be written.
import { access } from 'node:fs/promises';
import { constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** Where server programs are, even if they are not on an ordinary user's path. */
const SERVER_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/opt/homebrew/bin',
  '/usr/local/bin',
];

/** A port that nobody listens on now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/**
 * The path of a program, null without it.
 * @param {string} name
 */
export async function which(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  for (const folder of folders) {
    const path = join(folder, name);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return null;
}

/** @param {string} path */
async function isExecutable(path) {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} path
 */
export async function isWritable(path) {
  return await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} path
 */
export async function exists(path) {
  return await access(path).then(
    () => true,
    () => false,
  );
}
