import type { Stopwatch } from './stopwatch.js';

/** Measures how long each id has been seen by successive calls of `note`. An id that one call misses is removed. */
export class Sightings {
  private seenAt: ReadonlyMap<string, number> = new Map();

  constructor(private readonly stopwatch: Stopwatch) {}

  /** Records the ids seen now. Returns for how many milliseconds each has been seen. */
  note(ids: readonly string[]): ReadonlyMap<string, number> {
    const now = this.stopwatch();
    this.seenAt = new Map(ids.map((id) => [id, this.seenAt.get(id) ?? now]));
    return new Map([...this.seenAt].map(([id, at]) => [id, now - at]));
  }
}
