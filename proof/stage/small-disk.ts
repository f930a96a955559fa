import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Endings } from './endings.js';

const run = promisify(execFile);

/** Space for a stack's database and the data of a run, in megabytes. All of it is memory. */
const SIZE_MB = 700;

/** The size of the database's log, in megabytes. A server whose log finds no space ends itself. */
export const LOG_MB = 16;

/** A disk for the database alone, small enough to fill. */
export class SmallDisk {
  /** Server options for a disk that gets full: a single log, with all its space allocated at the start. */
  readonly databaseOptions = [
    '--skip-log-bin',
    `--loose-innodb-log-file-size=${LOG_MB}M`,
    `--loose-innodb-redo-log-capacity=${LOG_MB}M`,
  ];

  private constructor(readonly folder: string) {}

  /** Mounts a disk until `endings` run; returns null if this user may not mount. */
  static async mount(endings: Endings): Promise<SmallDisk | null> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
    endings.add(() => rm(folder, { recursive: true, force: true }));
    const isMounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', folder]).then(
      () => true,
      () => false,
    );
    if (!isMounted) return null;
    endings.add(async () => {
      await run('umount', [folder]);
    });
    return new SmallDisk(folder);
  }

  /** Fills all free space. */
  async fill(): Promise<void> {
    const file = await open(this.filler, 'w');
    try {
      for (const bytes of [1_048_576, 4_096]) {
        const zeros = Buffer.alloc(bytes);
        let isFull = false;
        while (!isFull) {
          isFull = await file.write(zeros).then(
            ({ bytesWritten }) => bytesWritten < bytes,
            (error: unknown) => isOutOfSpace(error),
          );
        }
      }
    } finally {
      await file.close();
    }
  }

  /** Releases the space. */
  async free(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

function isOutOfSpace(error: unknown): boolean {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return true;
  throw error;
}
