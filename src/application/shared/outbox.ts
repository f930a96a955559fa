/** What became of one batch of an outbox. */
export interface Sent {
  readonly taken: number;
  /** What the other role refused, by flight: set apart, to be tried again much later. */
  readonly refused: readonly string[];
}

/** What an outbox has still to tell. */
export interface Backlog {
  readonly waiting: number;
  /** For how long the one that waits for longest has waited; 0 when none does. */
  readonly oldestMilliseconds: number;
}
