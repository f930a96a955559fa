/** The memory of a process in bytes, from its own metrics. */
export interface MemorySample {
  /** Memory used by JavaScript objects. */
  readonly heap: number;
  /**
   * Resident memory outside the heap that V8 has reserved: buffers, threads, code. The reserved heap is left out,
   * because V8 takes and returns a hundred megabytes of it with the garbage, while the used heap stays the same.
   */
  readonly native: number;
}

/** The lowest values of the second and of the last quarter of a run, in bytes. */
export interface Growth {
  readonly second: number;
  readonly last: number;
  readonly isFlat: boolean;
}

/** Growth beyond this share and these bytes counts; the garbage collector may leave that much. */
const SHARE = 0.15;
const SLACK = 20 * 1024 * 1024;

/** With fewer requests the process is still warming up. */
export const REQUESTS_MIN = 50_000;

/** A run with fewer samples is not judged, however many requests it had. */
const SAMPLES_MIN = 100;

const LINES = {
  resident: /^process_resident_memory_bytes (\S+)$/m,
  reserved: /^nodejs_heap_size_total_bytes (\S+)$/m,
  heap: /^nodejs_heap_size_used_bytes (\S+)$/m,
};

/** Reads the Prometheus text format; returns null if a metric is missing. */
export function memoryIn(metrics: string): MemorySample | null {
  const [resident = NaN, reserved = NaN, heap = NaN] = [LINES.resident, LINES.reserved, LINES.heap].map(
    (line) => Number(line.exec(metrics)?.[1] ?? NaN),
  );
  if ([resident, reserved, heap].some(Number.isNaN)) return null;
  return { heap, native: resident - reserved };
}

/**
 * Compares the last quarter with the second; in the first the process warms up. Garbage lies above the lowest sample of
 * a quarter, so it does not count. Returns null for fewer than SAMPLES_MIN values.
 */
export function growthOf(values: readonly number[]): Growth | null {
  if (values.length < SAMPLES_MIN) return null;
  const quarter = Math.floor(values.length / 4);
  const second = Math.min(...values.slice(quarter, 2 * quarter));
  const last = Math.min(...values.slice(-quarter));
  return { second, last, isFlat: last <= second * (1 + SHARE) + SLACK };
}
