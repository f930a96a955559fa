import { REQUESTS_MIN, type Growth } from './memory.js';

/** A request with a wrong response. */
export interface Fault {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** The mutations of the request. */
  readonly notes: readonly string[];
  readonly wrong: readonly string[];
  /** The beginning of the response. */
  readonly answered: string;
}

/** The results of a run. */
export interface FuzzReport {
  readonly seed: number;
  readonly requests: number;
  readonly seconds: number;
  /** The number of operations in the contract. */
  readonly operations: number;
  /** How many requests must be rejected. */
  readonly mustBeRejected: number;
  /** How often each status was returned. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many requests got a wrong response. */
  readonly faulty: number;
  /** The first faults. */
  readonly faults: readonly Fault[];
  /** What changed about the bystanders. */
  readonly changes: readonly string[];
  /** Growth of the memory outside V8's heap and of the used heap; null if it could not be judged. */
  readonly native: Growth | null;
  readonly heap: Growth | null;
  /** How many kinds of requests were repeated because the event loop was late; null without that metric. */
  readonly suspects: number | null;
  /** The response to a request that was sent alone. */
  readonly exchange?: string;
}

const SHOWN = 20;

/**
 * In a run of at least this many requests, at least this share must succeed. Usually nearly a quarter does; fewer
 * succeed if the service rejects the fuzzer as a whole.
 */
const REQUESTS_TO_JUDGE_MIN = 100;
const SUCCESS_SHARE_MIN = 0.05;

/** Whether the run found nothing. */
export function isClean(report: FuzzReport): boolean {
  const { faulty, changes } = report;
  return faulty === 0 && changes.length === 0 && shortcomings(report).length === 0;
}

/** Faults of the run as a whole. */
function shortcomings({ requests, statuses, native, heap }: FuzzReport): string[] {
  const done = Object.entries(statuses).reduce(
    (sum, [status, n]) => sum + (status.startsWith('2') ? n : 0),
    0,
  );
  const isReached = requests < REQUESTS_TO_JUDGE_MIN || done >= requests * SUCCESS_SHARE_MIN;
  const isUntold = requests >= REQUESTS_MIN && (native === null || heap === null);
  const isGrowing = native?.isFlat === false || heap?.isFlat === false;
  return [
    ...(isReached ? [] : [`only ${done} of ${requests} requests succeeded, too few to judge the service`]),
    ...(isUntold
      ? ['memory could not be judged: GET /metrics must return the metrics of the process itself']
      : []),
    ...(isGrowing ? ['memory grows'] : []),
  ];
}

/** The report in words. `again` makes the command that sends one request alone. */
export function reportText(report: FuzzReport, again: (number: number) => string): string {
  const { requests, seconds, operations, seed, mustBeRejected, statuses, faulty, faults, changes } = report;
  const rate = Math.round(requests / seconds);
  const returned = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  const lines = [
    `Seed ${seed}: ${requests} requests to ${operations} operations in ${seconds.toFixed(1)} s, ${rate} per second.`,
    `  returned      ${returned.join(', ')}`,
    `  invalid       ${mustBeRejected}`,
    `  native memory ${growthText(report.native, requests)}`,
    `  heap          ${growthText(report.heap, requests)}`,
    `  event loop    ${loopText(report.suspects)}`,
    `  bystanders    ${changes.length === 0 ? 'unchanged' : `${changes.length} changes`}`,
    ...changes.map((change) => `    ${change}`),
    `  faults        ${faulty}`,
    ...faults.slice(0, SHOWN).flatMap((fault) => faultLines(fault, again)),
    ...(report.exchange === undefined ? [] : [`  response      ${report.exchange}`]),
    ...shortcomings(report).map((each) => `  wrong         ${each}`),
    isClean(report) ? 'Clean.' : 'Faults found.',
  ];
  return lines.join('\n');
}

function faultLines(
  { number, method, path, notes, wrong, answered }: Fault,
  again: (number: number) => string,
): string[] {
  return [
    `    #${number} ${method} ${path} (${notes.join(', ') || 'valid'})`,
    ...wrong.map((each) => `      ${each}`),
    `      ${answered}`,
    `      repeat: ${again(number)}`,
  ];
}

function loopText(suspects: number | null): string {
  if (suspects === null) return 'not judged: GET /metrics lacks its metrics';
  return `${suspects} kinds of requests repeated, each alone, to see whether one blocks it`;
}

function growthText(growth: Growth | null, requests: number): string {
  if (growth === null)
    return `not judged: ${requests < REQUESTS_MIN ? 'the run is too short' : 'GET /metrics lacks its metrics'}`;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  const { second, last, isFlat } = growth;
  return `${megabytes(second)} in the second quarter, ${megabytes(last)} in the last: ${isFlat ? 'flat' : 'growing'}`;
}
