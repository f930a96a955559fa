import type { Clock } from '../../../src/application/shared/clock.js';

/** The time at which tests begin: a winter morning, far from any change of the clocks. */
export const TEST_START = Date.UTC(2027, 0, 5, 9, 30);

/** Runs from TEST_START at real speed, and jumps when a test advances or steps it. */
export class AdjustableClock implements Clock {
  private readonly startedAt = Date.now();
  private added = 0;
  private stepped = 0;

  now(): number {
    return Date.now() + this.shift();
  }

  /**
   * Milliseconds from the system's time to this clock's. It does not read the system's time: the difference of two
   * readings may be 1 ms less from one call to the next, and a database with this shift would go back in time.
   */
  readonly shift = (): number => TEST_START - this.startedAt + this.added + this.stepped;

  /** Milliseconds that have passed, independent of steps of the time of day. */
  readonly elapsed = (): number => Date.now() - this.startedAt + this.added;

  /** Sets the time of day forward or back by that many milliseconds, without letting time pass. */
  step(milliseconds: number): void {
    this.stepped += milliseconds;
  }

  /** Lets that many milliseconds pass at once. */
  advance(milliseconds: number): void {
    this.added += milliseconds;
  }

  /** Advances the clock instead of waiting. */
  readonly pause = async (milliseconds: number): Promise<void> => {
    this.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };
}
