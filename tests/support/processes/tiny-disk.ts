import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './command.js';

/** A small file system that a test can fill. */
export interface TinyDisk {
  readonly folder: string;
  /** Fills it to the last byte. */
  fill(): Promise<void>;
  /** Removes the file that fills it. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** True when this user may mount one. */
export const CAN_MOUNT = process.platform === 'linux' && userInfo().uid === 0;
if (!CAN_MOUNT)
  process.stderr.write('Not run: tests with a full disk, which only root on Linux can mount.\n');

/** Mounts one of that size in memory. */
export async function mountTinyDisk(megabytes: number): Promise<TinyDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
  const words = ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder];
  const { code, errors } = await runProgram(words);
  if (code !== 0) throw new Error(errors);
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: async () => {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(filler, Buffer.alloc(bavail * bsize));
    },
    free: async () => {
      await rm(filler, { force: true });
    },
    unmount: async () => {
      await runProgram(['umount', '--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
