// One of several that explore at the same time: does its share, and tells how far it is.
import { parentPort, workerData } from 'node:worker_threads';
import { explore } from './explore.js';
import type { Share, WorkerMessage } from './parallel.js';

// Refusals are what worlds are made of, and nobody reads where they come from; a violation is replayed with it.
Error.stackTraceLimit = 0;

const report = (message: WorkerMessage): void => parentPort?.postMessage(message);
const soFar = await explore({
  ...(workerData as Share),
  clock: () => performance.now(),
  progress: (progress) => report({ soFar: progress, isOver: false }),
});
report({ soFar, isOver: true });
