/**
 * Milliseconds on a clock that only goes forward: it says how long something took, whatever becomes of the time of day
 * meanwhile.
 */
export type Stopwatch = () => number;
