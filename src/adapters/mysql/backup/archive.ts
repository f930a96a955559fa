import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupFailed, BackupRejected } from './backup-error.js';
import type { SchemaName } from '../schema/definitions.js';

/** Describes a backup, in its first line. */
export interface Manifest {
  /** The first format is 1. */
  readonly format: number;
  readonly roles: readonly SchemaName[];
  /** The migrations of each schema, the oldest first. */
  readonly migrations: Readonly<Partial<Record<SchemaName, readonly string[]>>>;
  /** RFC 3339. */
  readonly takenAt: string;
  /** The versions of Holdfast, which took the backup, and of the server. */
  readonly holdfast: string;
  readonly server: string;
  readonly database: string;
}

/** Shows that a backup is complete, in its last line; covers everything before that line. */
export interface Seal {
  readonly sha256: string;
  readonly bytes: number;
}

/** The format that this program writes and reads. */
export const FORMAT = 1;

const HEAD = '-- Holdfast backup ';
const END = '-- Holdfast backup ends ';

/** The maximum length of the first and the last line, in bytes. */
const LINE_BYTES_MAX = 64 * 1024;

/**
 * Writes a backup: SQL compressed by gzip, with the manifest in its first line and the seal in its last one. A file is
 * readable only for its owner, never replaces another, and is removed if it stays incomplete. Throws BackupFailed if it
 * cannot be written.
 */
export async function writeArchive(
  target: string | Writable,
  manifest: Manifest,
  body: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<Seal> {
  const sealing = new Sealing();
  const lines = async function* () {
    yield sealing.take(Buffer.from(`${HEAD}${JSON.stringify(manifest)}\n`));
    for await (const chunk of body) yield sealing.take(chunk);
    yield Buffer.from(`${END}${JSON.stringify(sealing.seal())}\n`);
  };
  const source = Readable.from(lines(), { objectMode: false });
  if (typeof target !== 'string')
    await pipeline(source, createGzip(), target, { signal, end: false }).catch((error: unknown) => {
      throw unwritable('standard output', error);
    });
  else await writeFileWhole(target, source, signal);
  return sealing.seal();
}

async function writeFileWhole(path: string, source: Readable, signal: AbortSignal): Promise<void> {
  // An existing file is not removed: it belongs to someone else.
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    source.destroy();
    throw unwritable(path, error);
  });
  try {
    await pipeline(source, createGzip(), file.createWriteStream({ flush: true }), { signal });
  } catch (error) {
    await rm(path, { force: true });
    throw unwritable(path, error);
  }
}

/**
 * Reads a whole backup and returns its manifest and seal. Throws BackupRejected for a file that is damaged or is no
 * backup. `progress` receives how many bytes of the file have been read.
 */
export async function inspectArchive(
  path: string,
  progress: (bytes: number) => void = () => undefined,
): Promise<{ readonly manifest: Manifest; readonly seal: Seal }> {
  const sealing = new Sealing();
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of sqlOf(path, progress)) {
      if (head.length < LINE_BYTES_MAX) head = Buffer.concat([head, chunk]).subarray(0, LINE_BYTES_MAX);
      // The seal does not cover the last line.
      const all = Buffer.concat([tail, chunk]);
      const end = Math.max(0, all.length - LINE_BYTES_MAX);
      sealing.take(all.subarray(0, end));
      tail = Buffer.from(all.subarray(end));
    }
  } catch (error) {
    throw damaged(path, error);
  }
  const manifest = manifestIn(path, head);
  const at = tail.lastIndexOf(`\n${END}`) + 1;
  if (at === 0) throw damaged(path, 'its end is missing');
  sealing.take(tail.subarray(0, at));
  const seal = sealing.seal();
  const stored = parsed(tail.subarray(at + END.length).toString()) as Seal | null;
  if (stored?.sha256 !== seal.sha256 || stored.bytes !== seal.bytes)
    throw damaged(path, 'its checksum does not match');
  return { manifest, seal };
}

/** The SQL of a backup; its first line and its last one are comments. */
export async function* sqlOf(path: string, progress: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const unzipped = createGunzip();
  file.once('error', (error) => unzipped.destroy(error));
  file.pipe(unzipped);
  try {
    for await (const chunk of unzipped) {
      progress(file.bytesRead);
      yield chunk as Buffer;
    }
  } finally {
    file.destroy();
  }
}

/** The size of a file in bytes. Throws BackupRejected if there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new BackupRejected(`There is no file ${path}.`);
}

class Sealing {
  private readonly hash: Hash = createHash('sha256');
  private bytes = 0;
  private sealed: Seal | null = null;

  take(chunk: Buffer): Buffer {
    this.hash.update(chunk);
    this.bytes += chunk.length;
    return chunk;
  }

  seal(): Seal {
    this.sealed ??= { sha256: this.hash.digest('hex'), bytes: this.bytes };
    return this.sealed;
  }
}

function manifestIn(path: string, head: Buffer): Manifest {
  const line = head.subarray(0, Math.max(0, head.indexOf('\n'))).toString();
  if (!line.startsWith(HEAD)) throw new BackupRejected(`${path} is no backup of Holdfast.`);
  const manifest = parsed(line.slice(HEAD.length)) as Manifest | null;
  if (manifest === null) throw damaged(path, 'its first line cannot be read');
  if (manifest.format !== FORMAT)
    throw new BackupRejected(
      `${path} is a backup of a later version of Holdfast (format ${manifest.format}).`,
    );
  return manifest;
}

function damaged(path: string, why: unknown): BackupRejected {
  const { code, message = String(why) } = why as { code?: string; message?: string };
  return new BackupRejected(`${path} is damaged, or no backup of Holdfast: ${code ?? message}.`, {
    cause: why,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Returns BackupFailed for an error of the file system, and any other error unchanged. */
function unwritable(path: string, error: unknown): unknown {
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (!['open', 'write', 'fsync', 'close'].includes(syscall ?? '')) return error;
  return new BackupFailed(`The backup cannot be written to ${path}: ${code}.`, { cause: error });
}
