import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './load.js';

const WRITES = 50;
const BYTES = 4_096;

/** The median time that the disk of the databases takes to make a small write durable, in milliseconds. */
export async function fsyncMilliseconds(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-fsync-'));
  try {
    const file = await open(join(folder, 'file'), 'w');
    const times: number[] = [];
    for (let number = 0; number < WRITES; number += 1) {
      const startedAt = performance.now();
      await file.write(Buffer.alloc(BYTES, number));
      await file.datasync();
      times.push(performance.now() - startedAt);
    }
    await file.close();
    return quantile(
      times.sort((a, b) => a - b),
      0.5,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
