/** A table as one unit of work reads it: its own writes over the committed rows. */
export class Overlay<V> {
  private readonly written = new Map<string, V>();

  constructor(private readonly committed: Map<string, V>) {}

  get(key: string): V | undefined {
    return this.written.get(key) ?? this.committed.get(key);
  }

  set(key: string, value: V): void {
    this.written.set(key, value);
  }

  /** Writes the unit's rows to the table. */
  commit(): void {
    for (const [key, value] of this.written) this.committed.set(key, value);
  }
}
