/** How many examples a finding names. */
const EXAMPLES_MAX = 5;

/** One rule, how often it was looked at, and where it did not hold. */
export interface Finding {
  readonly rule: string;
  readonly checked: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

/** Counts what was looked at, and keeps the first few that were wrong. */
export class Tally {
  private checked = 0;
  private wrong = 0;
  private readonly examples: string[] = [];

  constructor(private readonly rule: string) {}

  /** Looks at one more; what is not as it should be is `null` or in words. */
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
