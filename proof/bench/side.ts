import type { LoadResult } from './load.js';
import { quantile } from './load.js';

/** One of the things that the bench measures and compares. Sides run in turn, several rounds each. */
export interface Side {
  readonly name: string;
  /** What the side counts per second, such as `rejections`. */
  readonly unit: string;
  /** Whether a round writes bookings, so that the invariants are checked afterwards. */
  readonly isAudited: boolean;
  round(milliseconds: number): Promise<Round>;
}

/** What one round of a side measured. */
export interface Round {
  /** Units a second; 0 if an invariant was violated or a response was wrong. */
  readonly perSecond: number;
  /** Latencies in milliseconds; null where they are not measured. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Responses by status; empty without HTTP. */
  readonly statuses: Readonly<Record<string, number>>;
  /** SQL statements and syncs of the log for each unit; null where they are not counted. */
  readonly statements: number | null;
  readonly syncs: number | null;
  /** Seconds of CPU by part, over the round. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Why the round counts as 0; null if it does not. */
  readonly fault: string | null;
}

/**
 * Counts the responses with the status `counted`. A response with a status that is neither `counted` nor `allowed`
 * makes the round count as 0.
 */
export function roundOf(
  result: LoadResult,
  { counted, allowed = [] }: { readonly counted: number; readonly allowed?: readonly number[] },
): Round {
  const units = result.statuses[counted] ?? 0;
  const wrong = Object.keys(result.statuses).filter(
    (status) => ![counted, ...allowed].includes(Number(status)),
  );
  const faults = [
    ...(result.lost > 0 ? [`${result.lost} connections were lost`] : []),
    ...(wrong.length > 0 ? [`responses with status ${wrong.join(', ')}`] : []),
  ];
  return {
    perSecond: faults.length > 0 ? 0 : units / result.seconds,
    p50: quantile(result.latencies, 0.5),
    p99: quantile(result.latencies, 0.99),
    statuses: result.statuses,
    statements: null,
    syncs: null,
    cpu: {},
    fault: faults.length > 0 ? faults.join('; ') : null,
  };
}
