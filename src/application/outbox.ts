/** What became of one batch of an outbox. */
export interface Sent {
  readonly taken: number;
  /** What the other role refused, by flight: set apart, to be tried again much later. */
  readonly refused: readonly string[];
}
