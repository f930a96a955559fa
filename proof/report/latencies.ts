/** Each bucket ends where the next begins, this much higher: what is told is wrong by half of it at most. */
const STEP = 1.03;

/** The first bucket ends here, in milliseconds; the last has all above a quarter of an hour. */
const LEAST = 0.1;
const BUCKETS = 550;

/** How long answers took, as shares of all: as exact for a million as for ten, in the same little memory. */
export class Latencies {
  private readonly counts = new Float64Array(BUCKETS);
  private count = 0;

  /** Takes one, in milliseconds. */
  take(latency: number): void {
    const height = Math.ceil(Math.log(Math.max(LEAST, latency) / LEAST) / Math.log(STEP));
    const bucket = Math.min(BUCKETS - 1, height);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count += 1;
  }

  /** How long it took, in milliseconds, that this share of them did not take longer than; 0 while there is none. */
  at(share: number): number {
    let left = Math.floor(this.count * share) + 1;
    const bucket = this.counts.findIndex((count) => (left -= count) <= 0);
    return bucket < 0 ? 0 : LEAST * STEP ** (bucket - 0.5);
  }
}
