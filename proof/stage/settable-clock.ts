import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstThere } from '../../tools/machine.js';
import type { Endings } from './endings.js';

/** Paths of the faketime library on Debian and Ubuntu. */
const LIBRARIES = ['x86_64', 'aarch64'].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`,
);

/** How often the library reads the offset, in seconds. */
const READ_SECONDS = 1;

/** A clock for the database that can be set independently of this machine. */
export class SettableClock {
  private ahead = 0;

  private constructor(
    private readonly file: string,
    /** The environment with which the database uses this clock. */
    readonly databaseEnvironment: Readonly<Record<string, string>>,
  ) {}

  /** Finds the library and makes the clock until `endings` run; returns null if the library is not installed. */
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
      FAKETIME_CACHE_DURATION: String(READ_SECONDS),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
  }

  /** Moves the clock by a number of seconds, and resolves when the database uses the new time. */
  async step(seconds: number): Promise<void> {
    this.ahead += seconds;
    await writeFile(this.file, `${this.ahead < 0 ? '' : '+'}${this.ahead}s\n`);
    await sleep(2 * READ_SECONDS * 1_000);
  }
}
