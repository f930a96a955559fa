/** How many entries a log may have beyond one for each flight before it is compacted. */
const SPARE_ENTRIES = 1_000;

/** The changed flights of a day, in the order of their changes. Its revision counts the changes. */
export class DayLog {
  private ids: string[] = [];
  /** The number of changes removed because the same flights changed later. */
  private removed = 0;
  private compactAt = SPARE_ENTRIES;

  get revision(): number {
    return this.removed + this.ids.length;
  }

  add(flightId: string): void {
    this.ids.push(flightId);
    if (this.ids.length < this.compactAt) return;
    const { revision } = this;
    this.ids = [...new Set(this.ids.reverse())].reverse();
    this.removed = revision - this.ids.length;
    this.compactAt = 2 * this.ids.length + SPARE_ENTRIES;
  }

  /**
   * The flights that changed after a revision, and perhaps others; null if the log no longer has all changes since it.
   */
  after(revision: number): readonly string[] | null {
    return revision < this.removed ? null : this.ids.slice(revision - this.removed);
  }

  /** All flights that were ever to depart on the day. */
  all(): readonly string[] {
    return this.ids;
  }
}
