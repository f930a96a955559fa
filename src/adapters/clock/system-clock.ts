import type { Instant } from '../../domain/shared/instant.js';

/** The clock of this machine. */
export class SystemClock {
  now(): Instant {
    return Date.now();
  }
}

/** The monotonic clock of this machine, in milliseconds: setting the time of day does not change it. */
export function stopwatch(): number {
  return performance.now();
}

/** Resolves after this many milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
