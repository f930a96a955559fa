import type { Clock } from '../../src/application/shared/clock.js';

/** When tests begin, whatever day it is: a winter morning, far from any change of the clocks. */
export const TEST_START = Date.UTC(2027, 0, 5, 9, 30);

/** Runs on from TEST_START, and jumps when a test says so. */
export class AdjustableClock implements Clock {
  private readonly startedAt = Date.now();
  private added = 0;
  private stepped = 0;

  now(): number {
    return TEST_START + this.elapsed() + this.stepped;
  }

  /** Milliseconds that have passed, whatever the time of day was set to meanwhile. */
  readonly elapsed = (): number => Date.now() - this.startedAt + this.added;

  /** Sets the time of day forward, or back, by so many milliseconds; none of them passes. */
  step(milliseconds: number): void {
    this.stepped += milliseconds;
  }

  /** Lets that many milliseconds pass at once. */
  advance(milliseconds: number): void {
    this.added += milliseconds;
  }

  /** Waits in this clock's time: at once. */
  readonly pause = async (milliseconds: number): Promise<void> => {
    this.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };
}
