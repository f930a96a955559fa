// Restarts processes one after another, and knows which complaints of nginx are part of that.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kept } from './kept.js';

/** How nginx says that a replica refused a connection, or closed one before it answered; with the replica's port. */
const NOT_ANSWERED =
  / while (?:connecting to|sending request to|reading response header from) upstream,.* upstream: "http:\/\/127\.0\.0\.1:(\d+)\//;

/** How long nginx may take to say what happened before a process was back, in milliseconds. */
const LAST_COMPLAINTS = 1_000;

export interface Replica {
  readonly one: Kept;
  readonly port: number;
}

/** A roll: nginx passes on what a replica does not answer while it restarts, so that this is no error. */
export class Rolling {
  #restarting = new Set<number>();
  #passedOn = 0;

  /** Whether a line of nginx tells of a replica that is being restarted; such lines are counted. */
  expects(line: string) {
    const port = Number(NOT_ANSWERED.exec(line)?.[1]);
    if (!this.#restarting.has(port)) return false;
    this.#passedOn += 1;
    return true;
  }

  /** Restarts each when the one before is ready again. Throws when one does not come back; the others stay as they are. */
  async restart(replicas: readonly Replica[]) {
    for (const { one, port } of replicas) {
      one.say('restarts');
      this.#passedOn = 0;
      this.#restarting.add(port);
      try {
        await one.restart();
        if (this.#passedOn > 0) await sleep(LAST_COMPLAINTS);
      } finally {
        this.#restarting.delete(port);
      }
      if (this.#passedOn > 0)
        one.say(`is back; nginx has tried it ${this.#passedOn} times meanwhile and passed on`);
    }
  }
}
