/** Milliseconds of a monotonic clock, which measures durations. Changes of the time of day do not affect it. */
export type Stopwatch = () => number;
