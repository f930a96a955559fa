/** A statement that is always true of the stored data, as SQL. */
export interface Invariant {
  readonly number: number;
  readonly name: string;
  /** SQL that counts the checked rows: one row with `checked`. */
  readonly checked: string;
  /**
   * SQL that finds violations: each row has `offender`, an identifier, and `reason`, the violation. `:now` is the time
   * of the audit; `:holdSeconds` and `:paymentSeconds` are the limits of a hold and a payment.
   */
  readonly offences: readonly string[];
}
