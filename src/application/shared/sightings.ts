import type { Stopwatch } from './stopwatch.js';

/** For how long each of some things has been seen, look after look. What one look does not see is forgotten. */
export class Sightings {
  private seenAt: ReadonlyMap<string, number> = new Map();

  constructor(private readonly stopwatch: Stopwatch) {}

  /** Takes note of what is seen now; answers for how many milliseconds each has been. */
  note(ids: readonly string[]): ReadonlyMap<string, number> {
    const now = this.stopwatch();
    this.seenAt = new Map(ids.map((id) => [id, this.seenAt.get(id) ?? now]));
    return new Map([...this.seenAt].map(([id, at]) => [id, now - at]));
  }
}
