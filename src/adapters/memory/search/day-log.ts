/** How many entries a log has room for beside one for each flight before it is tidied. */
const SPARE_ENTRIES = 1_000;

/** Which flights of a day have changed, in the order in which they did. Its revision counts the changes. */
export class DayLog {
  private ids: string[] = [];
  /** Changes that were tidied away, because the same flights changed later. */
  private dropped = 0;
  private tidyAt = SPARE_ENTRIES;

  get revision(): number {
    return this.dropped + this.ids.length;
  }

  add(flightId: string): void {
    this.ids.push(flightId);
    if (this.ids.length < this.tidyAt) return;
    const { revision } = this;
    this.ids = [...new Set(this.ids.reverse())].reverse();
    this.dropped = revision - this.ids.length;
    this.tidyAt = 2 * this.ids.length + SPARE_ENTRIES;
  }

  /** The flights that changed after a revision, perhaps some more; null if that is too long ago to tell. */
  after(revision: number): readonly string[] | null {
    return revision < this.dropped ? null : this.ids.slice(revision - this.dropped);
  }

  /** All flights that ever left on the day. */
  all(): readonly string[] {
    return this.ids;
  }
}
