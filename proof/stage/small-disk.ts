import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Endings } from './endings.js';

const run = promisify(execFile);

/** Room for a stack's database and what a run adds to it, in megabytes: all of it is memory. */
const SIZE_MB = 700;

/** How large the database's log is, in megabytes: a server whose log finds no room ends itself. */
export const LOG_MB = 16;

/** A disk of the database's own, small enough to be filled. */
export class SmallDisk {
  /** What a database is told whose disk gets full: it has one log, which has all its room from the start. */
  readonly databaseOptions = [
    '--skip-log-bin',
    `--loose-innodb-log-file-size=${LOG_MB}M`,
    `--loose-innodb-redo-log-capacity=${LOG_MB}M`,
  ];

  private constructor(readonly folder: string) {}

  /** Mounts one, until the end; null where this user may not. */
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

  /** Takes all the room that is left. */
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

  /** Gives the room back. */
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
