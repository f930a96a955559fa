import { setTimeout as sleep } from 'node:timers/promises';
import type { FuzzRequest } from './generate.js';

/** For how many milliseconds one request may keep a process from everything else. */
export const BLOCK_MS_MAX = 50;

/** The process measures how late a timer of so many milliseconds is, this time included. */
const TIMER_MS = 10;

/** How often a suspect is sent again, and how long the timer is given to notice, in milliseconds. */
const REPEATS = 3;
const SETTLE_MS = 3 * TIMER_MS;

/** So many kinds of requests are suspected at most. */
const KINDS_MAX = 1_000;

/** What a process says in /metrics, in milliseconds. */
export interface LoopSample {
  /** The longest that its event loop was late since it was last asked. */
  readonly late: number;
  /** Its processor time since it began. */
  readonly cpu: number;
}

/** Reads Prometheus' text; null if it does not tell. */
export function loopIn(metrics: string): LoopSample | null {
  const late = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1] ?? NaN);
  const cpu = Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1] ?? NaN);
  return Number.isNaN(late) || Number.isNaN(cpu) ? null : { late: late * 1_000 - TIMER_MS, cpu: cpu * 1_000 };
}

/** A request that was under way while the event loop was late. */
interface Suspect {
  readonly request: FuzzRequest;
  /** How long its answer took, in milliseconds. */
  readonly took: number;
}

/** A request that blocks the loop, and for how many milliseconds at least. */
export interface Guilty {
  readonly request: FuzzRequest;
  readonly blocked: number;
}

/** What is asked of the service that is watched. */
export interface Watched {
  /** Null where it does not tell. */
  readonly look: () => Promise<LoopSample | null>;
  readonly send: (request: FuzzRequest) => Promise<void>;
}

/**
 * Finds requests that block the event loop. While many run at once, any of them may be the one, or the machine may be
 * busy: so the slowest of each kind is sent again, with nothing beside it, and is guilty if each time both the loop was late and
 * the processor was at work for that long. Another program on the machine costs no processor time of ours, and hashing a
 * password, which is done beside the loop, does not make it late.
 */
export class LoopWatch {
  private readonly suspects = new Map<string, Suspect>();
  private underWay = new Map<string, Suspect>();

  /** Takes note of a request that was answered. */
  answered(request: FuzzRequest, took: number): void {
    if (took >= BLOCK_MS_MAX) keepSlowest(this.underWay, { request, took });
  }

  /** Takes note of what the process says of all requests since the last time. */
  sampled({ late }: LoopSample): void {
    if (late > BLOCK_MS_MAX)
      for (const suspect of this.underWay.values()) keepSlowest(this.suspects, suspect);
    this.underWay = new Map();
  }

  /** How many kinds of requests are under suspicion. */
  get count(): number {
    return this.suspects.size;
  }

  /** Sends suspects again; those that are guilty, with the least time that each blocked the loop. */
  async guilty(watched: Watched): Promise<Guilty[]> {
    const all = [...this.suspects.values()].map(({ request }) => request);
    // Whoever asks for the figures sets them back, and would hide what the others did.
    const apart = all.filter(({ operation }) => operation.path === '/metrics');
    const groups = [all.filter((request) => !apart.includes(request)), ...apart.map((request) => [request])];
    const found: Guilty[] = [];
    for (const group of groups) found.push(...(await guiltyAmong(group, watched)));
    return found;
  }
}

/** Most are innocent, and are found to be so together; a group that is not is halved. */
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

/** Requests of one operation that were broken in the same way, whatever the numbers in it. */
function kindOf({ notes, method, operation }: FuzzRequest): string {
  return `${method} ${operation.path} ${notes.join().replaceAll(/\d+/g, '0')}`;
}

/** The least of several times, in milliseconds, that one of the requests blocked the loop; 0 where it is not told. */
async function leastBlocked(requests: readonly FuzzRequest[], { look, send }: Watched): Promise<number> {
  let least = Infinity;
  // A group is tried once: if it is not innocent then, its halves are tried, and in the end each by itself.
  const repeats = requests.length === 1 ? REPEATS : 1;
  for (let n = 0; n < repeats && least > BLOCK_MS_MAX; n += 1) {
    const before = await look();
    // A look sets the timer back, and its first turn only begins a measurement.
    await sleep(SETTLE_MS);
    for (const request of requests) await send(request);
    await sleep(SETTLE_MS);
    const after = await look();
    if (before === null || after === null) return 0;
    least = Math.min(least, after.late, after.cpu - before.cpu);
  }
  return least;
}
