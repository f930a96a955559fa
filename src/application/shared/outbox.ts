import { SECOND } from '../../domain/shared/instant.js';

/**
 * Changes that the receiver has not received yet. Each message has a key, the version of its content, the time at which
 * it is next due and the number of its rejections. A receiver may get a message more than once and out of order: the
 * higher version is the newer.
 */
export interface Outbox<Message> {
  /**
   * Sends at most `limit` messages that are due, the longest due first, and returns the result. `deliver` returns the
   * keys of rejected messages, which are due again after `retryDelay`. If it throws, all are due again at once.
   */
  send(
    limit: number,
    deliver: (messages: readonly Message[]) => Promise<readonly string[]>,
  ): Promise<SentBatch>;
  /** The messages that wait now, including rejected ones. */
  backlog(): Promise<Backlog>;
}

/** The result of one batch of an outbox. */
export interface SentBatch {
  /** The number of messages that the receiver accepted. */
  readonly sent: number;
  /** The keys of the rejected messages. */
  readonly rejected: readonly string[];
}

/** The unsent messages of an outbox. */
export interface Backlog {
  readonly waiting: number;
  /** How long the oldest message has waited; 0 without one. */
  readonly oldestMilliseconds: number;
}

const FIRST_RETRY_DELAY = SECOND;

/** The longest time between two attempts to send a message, in milliseconds. */
export const RETRY_DELAY_MAX = 30 * SECOND;

/** How long a rejected message waits, in milliseconds. `attempts` is how often it was rejected before. */
export function retryDelay(attempts: number): number {
  return Math.min(RETRY_DELAY_MAX, FIRST_RETRY_DELAY * 2 ** Math.min(attempts, 16));
}
