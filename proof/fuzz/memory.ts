/** What the process says of its memory, in bytes. */
export interface MemorySample {
  readonly resident: number;
  readonly heap: number;
}

/** The lowest of the second and of the last quarter of a run, in bytes. */
export interface Growth {
  readonly second: number;
  readonly last: number;
  readonly isFlat: boolean;
}

/** More than this is growth: a share, and what the collector leaves lying about, in bytes. */
const SHARE = 0.15;
const SLACK = 20 * 1024 * 1024;

/** In a run of fewer requests a process is still warming up. */
export const REQUESTS_MIN = 50_000;

/** Fewer samples say too little, however many requests there were. */
const SAMPLES_MIN = 100;

const LINES = {
  resident: /^process_resident_memory_bytes (\S+)$/m,
  heap: /^nodejs_heap_size_used_bytes (\S+)$/m,
};

/** Reads Prometheus' text; null if it does not tell. */
export function memoryIn(metrics: string): MemorySample | null {
  const [resident, heap] = [LINES.resident, LINES.heap].map((line) => Number(line.exec(metrics)?.[1] ?? NaN));
  if (resident === undefined || heap === undefined || Number.isNaN(resident) || Number.isNaN(heap))
    return null;
  return { resident, heap };
}

/**
 * Whether the last quarter needs more than the second; the first is for warming up. What lies above the lowest sample is
 * garbage that waits for the collector, and says nothing. Null where too little is known.
 */
export function growthOf(values: readonly number[]): Growth | null {
  if (values.length < SAMPLES_MIN) return null;
  const quarter = Math.floor(values.length / 4);
  const second = Math.min(...values.slice(quarter, 2 * quarter));
  const last = Math.min(...values.slice(-quarter));
  return { second, last, isFlat: last <= second * (1 + SHARE) + SLACK };
}
