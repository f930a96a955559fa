/** How many examples a finding contains at most. */
const EXAMPLES_MAX = 5;

/** One rule, the number of checks, and the cases in which it was broken. */
export interface Finding {
  readonly rule: string;
  readonly checked: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

/** Counts the checks of one rule, and keeps the first few faults. */
export class Tally {
  private checked = 0;
  private wrong = 0;
  private readonly examples: string[] = [];

  constructor(private readonly rule: string) {}

  /** Counts one check: `null` if the rule holds, otherwise the fault in words. */
  check(fault: string | null): void {
    this.checked += 1;
    if (fault === null) return;
    this.wrong += 1;
    if (this.examples.length < EXAMPLES_MAX) this.examples.push(fault);
  }

  get finding(): Finding {
    const { rule, checked, wrong, examples } = this;
    return { rule, checked, wrong, examples };
  }
}
