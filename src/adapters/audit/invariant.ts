/** One thing that must always be true of what is stored, as statements. */
export interface Invariant {
  readonly number: number;
  readonly name: string;
  /** Counts the rows that are looked at: one row with `checked`. */
  readonly checked: string;
  /**
   * Statements that find what breaks it; each row has `offender`, who it is, and `reason`, what is wrong. `:now` stands
   * for the time of the look, `:holdSeconds` and `:paymentSeconds` for how long a hold and a payment may last.
   */
  readonly offences: readonly string[];
}
