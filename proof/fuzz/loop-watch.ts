import { setTimeout as sleep } from 'node:timers/promises';
import type { FuzzRequest } from './generate.js';

/** The longest time that one request may block the event loop, in milliseconds. */
export const BLOCK_MS_MAX = 50;

/** The process measures the lateness of a timer of this many milliseconds; the metric includes this time. */
const TIMER_MS = 10;

/** How often a suspect is repeated, and how long the timer gets to notice, in milliseconds. */
const REPEATS = 3;
const SETTLE_MS = 3 * TIMER_MS;

/** The most kinds of requests under suspicion. */
const KINDS_MAX = 1_000;

/** Metrics of a process, in milliseconds. */
export interface LoopSample {
  /** The greatest lateness of its event loop since the last read of its metrics. */
  readonly late: number;
  /** Its processor time since its start. */
  readonly cpu: number;
}

/** Reads the Prometheus text format; returns null if a metric is missing. */
export function loopIn(metrics: string): LoopSample | null {
  const late = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1] ?? NaN);
  const cpu = Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1] ?? NaN);
  return Number.isNaN(late) || Number.isNaN(cpu) ? null : { late: late * 1_000 - TIMER_MS, cpu: cpu * 1_000 };
}

/** A request that ran while the event loop was late. */
interface Suspect {
  readonly request: FuzzRequest;
  /** The time until its response, in milliseconds. */
  readonly took: number;
}

/** A request that blocks the loop, and its shortest block in milliseconds. */
export interface Guilty {
  readonly request: FuzzRequest;
  readonly blocked: number;
}

/** Access to the watched service. */
export interface Watched {
  /** Returns null if the metrics are missing. */
  readonly look: () => Promise<LoopSample | null>;
  readonly send: (request: FuzzRequest) => Promise<void>;
}

/**
 * Finds requests that block the event loop. While many run at once, any of them may be the cause, or the machine may be
 * busy. So the slowest of each kind is repeated alone. It is guilty if each time both the loop was late and the process
 * used the processor for that long. Another program costs no processor time of the process, and password hashing, which
 * runs beside the loop, does not make the loop late.
 */
export class LoopWatch {
  private readonly suspects = new Map<string, Suspect>();
  private underWay = new Map<string, Suspect>();

  /** Records a request that got a response. */
  answered(request: FuzzRequest, took: number): void {
    if (took >= BLOCK_MS_MAX) keepSlowest(this.underWay, { request, took });
  }

  /** Records the metrics since the last sample. */
  sampled({ late }: LoopSample): void {
    if (late > BLOCK_MS_MAX)
      for (const suspect of this.underWay.values()) keepSlowest(this.suspects, suspect);
    this.underWay = new Map();
  }

  /** The number of suspected kinds of requests. */
  get count(): number {
    return this.suspects.size;
  }

  /** Repeats the suspects; returns the guilty ones with the shortest time that each blocked the loop. */
  async guilty(watched: Watched): Promise<Guilty[]> {
    const all = [...this.suspects.values()].map(({ request }) => request);
    // A request for /metrics resets the measurement and would hide the effect of the others.
    const apart = all.filter(({ operation }) => operation.path === '/metrics');
    const groups = [all.filter((request) => !apart.includes(request)), ...apart.map((request) => [request])];
    const found: Guilty[] = [];
    for (const group of groups) found.push(...(await guiltyAmong(group, watched)));
    return found;
  }
}

/** Tests requests in groups, because most are innocent. Halves a group that blocks the loop. */
async function guiltyAmong(requests: readonly FuzzRequest[], watched: Watched): Promise<Guilty[]> {
  const [request] = requests;
  if (request === undefined) return [];
  const blocked = await leastBlocked(requests, watched);
  if (blocked <= BLOCK_MS_MAX) return [];
  if (requests.length === 1) return [{ request, blocked }];
  const half = Math.ceil(requests.length / 2);
  const first = await guiltyAmong(requests.slice(0, half), watched);
  return [...first, ...(await guiltyAmong(requests.slice(half), watched))];
}

function keepSlowest(suspects: Map<string, Suspect>, suspect: Suspect): void {
  const kind = kindOf(suspect.request);
  const before = suspects.get(kind);
  if (before === undefined && suspects.size >= KINDS_MAX) return;
  if (before === undefined || before.took < suspect.took) suspects.set(kind, suspect);
}

/** Requests of one operation with the same mutations, apart from numbers in them, are one kind. */
function kindOf({ notes, method, operation }: FuzzRequest): string {
  return `${method} ${operation.path} ${notes.join().replaceAll(/\d+/g, '0')}`;
}

/** Returns the shortest of several times, in milliseconds, that the requests blocked the loop; 0 without metrics. */
async function leastBlocked(requests: readonly FuzzRequest[], { look, send }: Watched): Promise<number> {
  let least = Infinity;
  // A group is tried once; only a single request is repeated.
  const repeats = requests.length === 1 ? REPEATS : 1;
  for (let n = 0; n < repeats && least > BLOCK_MS_MAX; n += 1) {
    const before = await look();
    // Reading the metrics resets the timer, and its first turn only starts a measurement.
    await sleep(SETTLE_MS);
    for (const request of requests) await send(request);
    await sleep(SETTLE_MS);
    const after = await look();
    if (before === null || after === null) return 0;
    least = Math.min(least, after.late, after.cpu - before.cpu);
  }
  return least;
}
