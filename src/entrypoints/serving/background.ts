import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../../domain/shared/instant.js';

/** Work that is done again and again beside the requests. */
export interface Loop {
  readonly name: string;
  /** Milliseconds between the end of one round and the next. */
  readonly interval: number;
  /** The loop ends with its first success. */
  readonly once?: boolean;
  /** One round; true when there is more to do at once. */
  readonly run: () => Promise<boolean>;
}

/** So what was away is used again, and what waits is told, within so long of its return. */
const PAUSE_MAX = SECOND;

/** What has failed is not tried in step by all processes: the pause is shorter by up to this share. */
const JITTER = 0.3;

/** Who hears how the loops fare. */
export interface LoopObserver {
  /** A round failed. */
  failed(name: string, error: unknown): void;
  /** A round did not fail, after some that did. */
  recovered(name: string): void;
}

/** Runs loops until they are stopped. A round that fails is told of and tried again, soon less often. */
export class BackgroundWork {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];

  constructor(private readonly observer: LoopObserver) {}

  start(loops: readonly Loop[]): void {
    // Each loop that pauses listens for the end; Node.js warns of more than ten listeners.
    setMaxListeners(this.running.length + loops.length, this.stopping.signal);
    for (const loop of loops) this.running.push(this.repeat(loop));
  }

  /** Lets the rounds that run end, and no other begin. */
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
