import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './command.js';

/** A file system of its own that can be filled. */
export interface TinyDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  /** Takes away what filled it. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/** Whether this user may make one. */
export const CAN_MOUNT = process.platform === 'linux' && userInfo().uid === 0;
if (!CAN_MOUNT)
  process.stderr.write('Not run: what needs a full disk, which only root on Linux can mount.\n');

/** Makes one in memory, so large. */
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
