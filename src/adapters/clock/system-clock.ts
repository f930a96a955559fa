import type { Instant } from '../../domain/shared/instant.js';

/** The clock of this machine. */
export class SystemClock {
  now(): Instant {
    return Date.now();
  }
}

/** The monotonic clock of this machine: setting the time of day does not change it. */
export function stopwatch(): number {
  return performance.now();
}

/** Waits that long. */
export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
