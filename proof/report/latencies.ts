/** The ratio of the ends of two adjacent buckets. A result is wrong by at most half of this step. */
const STEP = 1.03;

/** The end of the first bucket, in milliseconds. The last bucket has everything above a quarter of an hour. */
const LEAST = 0.1;
const BUCKETS = 550;

/** Quantiles of latencies in constant memory, with constant relative precision. */
export class Latencies {
  private readonly counts = new Float64Array(BUCKETS);
  private count = 0;

  /** Adds a latency, in milliseconds. */
  take(latency: number): void {
    const index = Math.ceil(Math.log(Math.max(LEAST, latency) / LEAST) / Math.log(STEP));
    const bucket = Math.min(BUCKETS - 1, index);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.count += 1;
  }

  /** Returns the quantile for a share from 0 to 1, in milliseconds; 0 without latencies. */
  at(share: number): number {
    let left = Math.floor(this.count * share) + 1;
    const bucket = this.counts.findIndex((count) => (left -= count) <= 0);
    return bucket < 0 ? 0 : LEAST * STEP ** (bucket - 0.5);
  }
}
