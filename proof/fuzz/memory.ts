/** The memory that a process uses, by its own metrics, in bytes. */
export interface MemorySample {
  /** Used by JavaScript objects. */
  readonly heap: number;
  /**
   * Resident outside the heap that V8 has reserved: buffers, threads, code. The reserved heap itself says nothing: V8
   * takes and returns a hundred megabytes of it as the garbage comes, while what is used stays the same.
   */
  readonly native: number;
}

/** The lowest of the second and of the last quarter of a run, in bytes. */
export interface Growth {
  readonly second: number;
  readonly last: number;
  readonly isFlat: boolean;
}

/** More than this is growth: a share, and bytes that the collector may leave. */
const SHARE = 0.15;
const SLACK = 20 * 1024 * 1024;

/** In a run of fewer requests a process is still warming up. */
export const REQUESTS_MIN = 50_000;

/** Fewer samples say too little, however many requests there were. */
const SAMPLES_MIN = 100;

const LINES = {
  resident: /^process_resident_memory_bytes (\S+)$/m,
  reserved: /^nodejs_heap_size_total_bytes (\S+)$/m,
  heap: /^nodejs_heap_size_used_bytes (\S+)$/m,
};

/** Reads Prometheus' text; null if a metric is missing. */
export function memoryIn(metrics: string): MemorySample | null {
  const [resident = NaN, reserved = NaN, heap = NaN] = [LINES.resident, LINES.reserved, LINES.heap].map(
    (line) => Number(line.exec(metrics)?.[1] ?? NaN),
  );
  if ([resident, reserved, heap].some(Number.isNaN)) return null;
  return { heap, native: resident - reserved };
}

/**
 * Whether the last quarter needs more than the second; the process warms up in the first. Garbage that has not been
 * collected lies above the lowest sample and does not count. Null for fewer than SAMPLES_MIN values.
 */
export function growthOf(values: readonly number[]): Growth | null {
  if (values.length < SAMPLES_MIN) return null;
  const quarter = Math.floor(values.length / 4);
  const second = Math.min(...values.slice(quarter, 2 * quarter));
  const last = Math.min(...values.slice(-quarter));
  return { second, last, isFlat: last <= second * (1 + SHARE) + SLACK };
}
