import { Worker } from 'node:worker_threads';
import { explore, sumOf, type Exploration, type ExploreOptions } from './explore.js';

export interface ParallelOptions extends Pick<
  ExploreOptions,
  'seed' | 'operations' | 'longest' | 'progress'
> {
  readonly workers: number;
}

/** The work of one worker. */
export type Share = Required<Pick<ExploreOptions, 'seed' | 'stride' | 'operations' | 'longest'>>;

/** A message from a worker: its progress, and its final result. */
export interface WorkerMessage {
  readonly soFar: Exploration;
  readonly isOver: boolean;
}

/** A worker needs at least this many operations to be worth its start. */
const OPERATIONS_MIN = 5_000;

/** Size of the young generation in megabytes: most objects of a world are short-lived. */
const YOUNG_GENERATION = 64;

/**
 * Explores on several cores with disjoint seeds: of three workers, the first has every third seed. The first violation
 * stops all workers.
 */
export async function exploreInParallel(options: ParallelOptions): Promise<Exploration> {
  const { seed, operations, longest, progress } = options;
  const count = Math.max(1, Math.min(options.workers, Math.floor(operations / OPERATIONS_MIN)));
  if (operations < OPERATIONS_MIN)
    return await explore({ seed, operations, longest, progress: progress ?? ignoreProgress, clock });
  const soFar: Exploration[] = Array.from({ length: count }, () => sumOf([]));
  const share = { stride: count, operations: Math.ceil(operations / count), longest };
  const workers = soFar.map((_, index) => startWorker({ ...share, seed: seed + index }));
  const stopAll = () => Promise.all(workers.map((worker) => worker.terminate()));
  try {
    await Promise.all(
      workers.map((worker, index) =>
        untilOver(worker, (reported) => {
          soFar[index] = reported;
          if (reported.violation !== null) stopAll().catch(() => undefined);
          else progress?.(sumOf(soFar));
        }),
      ),
    );
  } finally {
    await stopAll();
  }
  return sumOf(soFar);
}

function startWorker(share: Share): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), {
    workerData: share,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
  });
}

/** Resolves when the worker has finished its share or was stopped; rejects with its error. */
async function untilOver(worker: Worker, onProgress: (soFar: Exploration) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    worker.on('message', ({ soFar, isOver }: WorkerMessage) => {
      onProgress(soFar);
      if (isOver) resolve();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function clock(): number {
  return performance.now();
}

function ignoreProgress(): void {
  // The caller gave no function for progress.
}
