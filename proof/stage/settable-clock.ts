import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstThere } from '../../tools/machine.js';
import type { Endings } from './endings.js';

/** Where Debian and Ubuntu put the library that tells a program another time of day. */
const LIBRARIES = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`,
);

/** How often the library looks what time it is to tell, in seconds. */
const LOOK_SECONDS = 1;

/** The database's time of day, which can be set without that of this machine. */
export class SettableClock {
  private ahead = 0;

  private constructor(
    private readonly file: string,
    /** What the database is told to go by it. */
    readonly databaseEnvironment: Readonly<Record<string, string>>,
  ) {}

  /** Finds what it needs, until the end; null where it is not installed. */
  static async find(endings: Endings): Promise<SettableClock | null> {
    const library = await firstThere(LIBRARIES);
    if (library === null) return null;
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-clock-'));
    endings.add(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'ahead');
    await writeFile(file, '+0s\n');
    return new SettableClock(file, {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(LOOK_SECONDS),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
  }

  /** Sets it by so many seconds from what it is, and answers when the database goes by it. */
  async step(seconds: number): Promise<void> {
    this.ahead += seconds;
    await writeFile(this.file, `${this.ahead < 0 ? '' : '+'}${this.ahead}s\n`);
    await sleep(2 * LOOK_SECONDS * 1_000);
  }
}
