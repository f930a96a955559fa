// One parallel worker: explores its share of the worlds and reports progress.
import { parentPort, workerData } from 'node:worker_threads';
import { explore } from './explore.js';
import type { Share, WorkerMessage } from './parallel.js';

// Worlds throw many refusals, and their stack traces are never read. A violation is replayed with stack traces.
Error.stackTraceLimit = 0;

const report = (message: WorkerMessage): void => parentPort?.postMessage(message);
const soFar = await explore({
  ...(workerData as Share),
  clock: () => performance.now(),
  progress: (progress) => report({ soFar: progress, isOver: false }),
});
report({ soFar, isOver: true });
