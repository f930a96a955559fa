import { Worker } from 'node:worker_threads';
import { explore, sumOf, type Exploration, type ExploreOptions } from './explore.js';

export interface ParallelOptions extends Pick<
  ExploreOptions,
  'seed' | 'operations' | 'longest' | 'progress'
> {
  readonly workers: number;
}

/** What one worker is to do. */
export type Share = Required<Pick<ExploreOptions, 'seed' | 'stride' | 'operations' | 'longest'>>;

/** What a worker tells: how far it is, and in the end what it has done. */
export interface WorkerMessage {
  readonly soFar: Exploration;
  readonly isOver: boolean;
}

/** Fewer operations than this are not worth a worker of their own. */
const OPERATIONS_MIN = 5_000;

/** Room for new objects, in megabytes: most of a world's are gone as soon as it is. */
const YOUNG_GENERATION = 64;

/**
 * Explores on several cores, each with seeds of its own: of three workers the first has every third seed. The first
 * violation ends it for all.
 */
export async function exploreInParallel(options: ParallelOptions): Promise<Exploration> {
  const { seed, operations, longest, progress } = options;
  const count = Math.max(1, Math.min(options.workers, Math.floor(operations / OPERATIONS_MIN)));
  if (operations < OPERATIONS_MIN)
    return await explore({ seed, operations, longest, progress: progress ?? silent, clock });
  const soFar: Exploration[] = Array.from({ length: count }, () => sumOf([]));
  const share = { stride: count, operations: Math.ceil(operations / count), longest };
  const workers = soFar.map((_, index) => startWorker({ ...share, seed: seed + index }));
  const stopAll = () => Promise.all(workers.map((worker) => worker.terminate()));
  try {
    await Promise.all(
      workers.map((worker, index) =>
        untilOver(worker, (told) => {
          soFar[index] = told;
          if (told.violation !== null) stopAll().catch(() => undefined);
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

/** Resolves when the worker has done its share, or was stopped; throws what it throws. */
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

function silent(): void {
  // Nobody wants to know.
}
