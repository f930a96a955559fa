import { MEMORY_LINE } from './memory-line.js';

/**
 * Is imported by a process that is measured, with --expose-gc: on SIGUSR2 it collects all garbage and prints its memory.
 */
process.on('SIGUSR2', () => {
  if (globalThis.gc === undefined) throw new Error('start this process with --expose-gc');
  // Twice, because finalizers of the first collection may free more.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  process.stdout.write(`${MEMORY_LINE}${JSON.stringify({ heapUsed, rss })}\n`);
});
