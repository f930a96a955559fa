import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../../domain/shared/instant.js';

/** Work that is repeated in the background. */
export interface Loop {
  readonly name: string;
  /** Milliseconds between the end of a round and the start of the next. */
  readonly interval: number;
  /** Whether the loop ends with its first success. */
  readonly once?: boolean;
  /** One round. Returns true if the next round should start at once. */
  readonly run: () => Promise<boolean>;
}

/** Longest pause after failures: how long a loop may take to notice that a dependency is back. */
const PAUSE_MAX = SECOND;

/** After a failure, the pause is shorter by up to this share, so that processes do not retry in step. */
const JITTER = 0.3;

/** Receives the failures and recoveries of loops. */
export interface LoopObserver {
  /** A round failed. */
  failed(name: string, error: unknown): void;
  /** A round succeeded after a failed one. */
  recovered(name: string): void;
}

/** Runs loops until they are stopped. Reports failed rounds and retries them after pauses that grow to PAUSE_MAX. */
export class BackgroundWork {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];

  constructor(private readonly observer: LoopObserver) {}

  start(loops: readonly Loop[]): void {
    // Each pausing loop listens to the signal; Node.js warns of more than ten listeners.
    setMaxListeners(this.running.length + loops.length, this.stopping.signal);
    for (const loop of loops) this.running.push(this.repeat(loop));
  }

  /** Starts no further round of any loop, and waits until the running rounds have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async repeat(loop: Loop): Promise<void> {
    const { signal } = this.stopping;
    let pause = loop.interval;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const more = await loop.run();
        if (failures > 0) this.observer.recovered(loop.name);
        if (loop.once === true) return;
        failures = 0;
        pause = more ? 0 : loop.interval;
      } catch (error) {
        failures += 1;
        this.observer.failed(loop.name, error);
        pause = Math.min(PAUSE_MAX, Math.max(pause, loop.interval) * 2);
      }
      await sleep(failures > 0 ? pause * (1 - JITTER * Math.random()) : pause, undefined, { signal }).catch(
        ignoreAbort,
      );
    }
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
