import { SECOND } from '../../domain/shared/instant.js';

/**
 * What has changed and has not reached its receiver yet. Each message has a key, the version of what it describes, the
 * time at which it is next due and the number of times that it was rejected. A receiver may get a message more than once
 * and out of order: versions tell which is newer.
 */
export interface Outbox<Message> {
  /**
   * Hands over at most `limit` messages that are due, those due for longest first, and returns what became of them.
   * `deliver` returns the keys of those that the receiver rejected: they are due again after `retryDelay`. If it throws,
   * all are due again at once.
   */
  send(
    limit: number,
    deliver: (messages: readonly Message[]) => Promise<readonly string[]>,
  ): Promise<SentBatch>;
  /** What waits now, rejected messages included. */
  backlog(): Promise<Backlog>;
}

/** What became of one batch of an outbox. */
export interface SentBatch {
  /** How many messages the receiver took. */
  readonly sent: number;
  /** The keys of those that it rejected. */
  readonly rejected: readonly string[];
}

/** What an outbox has still to send. */
export interface Backlog {
  readonly waiting: number;
  /** For how long the oldest message has waited; 0 if none does. */
  readonly oldestMilliseconds: number;
}

const FIRST_RETRY_DELAY = SECOND;

/** The longest time between two attempts to send a message, in milliseconds. */
export const RETRY_DELAY_MAX = 30 * SECOND;

/** How long a message waits after it was rejected, in milliseconds, by how often it was rejected before. */
export function retryDelay(attempts: number): number {
  return Math.min(RETRY_DELAY_MAX, FIRST_RETRY_DELAY * 2 ** Math.min(attempts, 16));
}
