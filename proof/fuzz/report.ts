import { REQUESTS_MIN, type Growth } from './memory.js';

/** A request that was not answered as it must be. */
export interface Fault {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** What was unusual about the request. */
  readonly notes: readonly string[];
  readonly wrong: readonly string[];
  /** The beginning of the answer. */
  readonly answered: string;
}

/** What a run found. */
export interface FuzzReport {
  readonly seed: number;
  readonly requests: number;
  readonly seconds: number;
  /** Of the contract. */
  readonly operations: number;
  /** How many requests nobody could have taken for valid. */
  readonly mustBeRejected: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many requests were answered wrongly. */
  readonly faulty: number;
  /** The first of them. */
  readonly faults: readonly Fault[];
  /** What is different about the bystanders. */
  readonly changes: readonly string[];
  /** Of the memory outside V8's heap and of the used heap, in bytes; null where it could not be judged. */
  readonly native: Growth | null;
  readonly heap: Growth | null;
  /** How many kinds of requests were sent again because the event loop was late; null where it was not told. */
  readonly suspects: number | null;
  /** The answer, where one request was sent alone. */
  readonly exchange?: string;
}

const SHOWN = 20;

/** Of so many requests, this share at least must be done: nearly a quarter is, where nobody is kept out. */
const REQUESTS_TO_JUDGE_MIN = 100;
const SUCCESS_SHARE_MIN = 0.05;

/** Whether nothing at all is wrong. */
export function isClean(report: FuzzReport): boolean {
  const { faulty, changes } = report;
  return faulty === 0 && changes.length === 0 && shortcomings(report).length === 0;
}

/** What is wrong with the run as a whole. */
function shortcomings({ requests, statuses, native, heap }: FuzzReport): string[] {
  const done = Object.entries(statuses).reduce(
    (sum, [status, n]) => sum + (status.startsWith('2') ? n : 0),
    0,
  );
  const isReached = requests < REQUESTS_TO_JUDGE_MIN || done >= requests * SUCCESS_SHARE_MIN;
  const isUntold = requests >= REQUESTS_MIN && (native === null || heap === null);
  const isGrowing = native?.isFlat === false || heap?.isFlat === false;
  return [
    ...(isReached
      ? []
      : [`only ${done} of ${requests} requests were done: whoever is kept out shows nothing`]),
    ...(isUntold
      ? ['memory could not be judged: GET /metrics must return the metrics of the process itself']
      : []),
    ...(isGrowing ? ['memory grows'] : []),
  ];
}

/** For people. `again` makes the command that sends one request alone. */
export function reportText(report: FuzzReport, again: (number: number) => string): string {
  const { requests, seconds, operations, seed, mustBeRejected, statuses, faulty, faults, changes } = report;
  const rate = Math.round(requests / seconds);
  const answered = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  const lines = [
    `Seed ${seed}: ${requests} requests to ${operations} operations in ${seconds.toFixed(1)} s, ${rate} a second.`,
    `  answered      ${answered.join(', ')}`,
    `  to be refused ${mustBeRejected}`,
    `  native memory ${growthText(report.native, requests)}`,
    `  heap          ${growthText(report.heap, requests)}`,
    `  event loop    ${loopText(report.suspects)}`,
    `  bystanders    ${changes.length === 0 ? 'as they were' : `${changes.length} changes`}`,
    ...changes.map((change) => `    ${change}`),
    `  wrong answers ${faulty}`,
    ...faults.slice(0, SHOWN).flatMap((fault) => faultLines(fault, again)),
    ...(report.exchange === undefined ? [] : [`  answer        ${report.exchange}`]),
    ...shortcomings(report).map((each) => `  wrong         ${each}`),
    isClean(report) ? 'Clean.' : 'Something is wrong.',
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
    `      again: ${again(number)}`,
  ];
}

function loopText(suspects: number | null): string {
  if (suspects === null) return 'not judged: it was not told';
  return `${suspects} kinds of requests sent again, each alone, to see whether it blocks`;
}

function growthText(growth: Growth | null, requests: number): string {
  if (growth === null)
    return `not judged: ${requests < REQUESTS_MIN ? 'the run is too short' : 'it was not told'}`;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  const { second, last, isFlat } = growth;
  return `${megabytes(second)} in the second quarter, ${megabytes(last)} in the last: ${isFlat ? 'flat' : 'growing'}`;
}
