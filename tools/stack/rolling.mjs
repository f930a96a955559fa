// Restarts processes one after another, and knows which complaints of nginx are part of that.
import { setTimeout as sleep } from 'node:timers/promises';

/** How nginx says that a replica refused a connection, or closed one before it answered; with the replica's port. */
const NOT_ANSWERED =
  / while (?:connecting to|sending request to|reading response header from) upstream,.* upstream: "http:\/\/127\.0\.0\.1:(\d+)\//;

/** How long nginx may take to say what happened before a process was back, in milliseconds. */
const LAST_COMPLAINTS = 1_000;

/** @typedef {{ readonly one: import('./kept.mjs').Kept, readonly port: number }} Replica */

/** A roll: nginx passes on what a replica does not answer while it restarts, so that this is no error. */
export class Rolling {
  /** @type {Set<number>} */
  #restarting = new Set();
  #passedOn = 0;

  /**
   * Whether a line of nginx tells of a replica that is being restarted; such lines are counted.
   * @param {string} line
   */
  expects(line) {
    const port = Number(NOT_ANSWERED.exec(line)?.[1]);
    if (!this.#restarting.has(port)) return false;
    this.#passedOn += 1;
    return true;
  }

  /**
   * Restarts each when the one before is ready again. Throws when one does not come back; the others stay as they are.
   * @param {readonly Replica[]} replicas
   */
  async restart(replicas) {
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
