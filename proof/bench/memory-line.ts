/** How the line begins in which a process says its memory. */
export const MEMORY_LINE = 'memory ';

/** Bytes of memory that a process uses. */
export interface MemoryUse {
  readonly heapUsed: number;
  readonly rss: number;
}
