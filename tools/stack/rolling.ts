// Restarts processes one after another, and filters the errors of nginx that this causes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kept } from './kept.js';

/** nginx's error if a replica refuses a connection or closes it without a response, with the port of the replica. */
const NO_RESPONSE =
  / while (?:connecting to|sending request to|reading response header from) upstream,.* upstream: "http:\/\/127\.0\.0\.1:(\d+)\//;

/** How long nginx may take to log errors from before a process was back, in milliseconds. */
const LAST_ERRORS_MS = 1_000;

export interface Replica {
  readonly one: Kept;
  readonly port: number;
}

/** A rolling restart. nginx passes requests of a restarting replica to another one, so its errors are expected. */
export class Rolling {
  #restarting = new Set<number>();
  #passedOn = 0;

  /** Whether a line of nginx is an error of a replica that is being restarted; counts such lines. */
  expects(line: string) {
    const port = Number(NO_RESPONSE.exec(line)?.[1]);
    if (!this.#restarting.has(port)) return false;
    this.#passedOn += 1;
    return true;
  }

  /** Restarts each replica once the previous one is ready. Throws if one does not come back, and restarts no more. */
  async restart(replicas: readonly Replica[]) {
    for (const { one, port } of replicas) {
      one.say('restarting');
      this.#passedOn = 0;
      this.#restarting.add(port);
      try {
        await one.restart();
        if (this.#passedOn > 0) await sleep(LAST_ERRORS_MS);
      } finally {
        this.#restarting.delete(port);
      }
      if (this.#passedOn > 0)
        one.say(`is back; nginx tried it ${this.#passedOn} times meanwhile and used other replicas`);
    }
  }
}
