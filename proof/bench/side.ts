import { quantile, type LoadResult } from './load.js';
import type { Site } from './site.js';

/** One of the things that the bench measures and compares. Sides run in turn, several rounds each. */
export interface Side {
  readonly name: string;
  /** What the side counts per second, such as `rejections`. */
  readonly unit: string;
  /** Whether a round writes bookings, so that the invariants are checked afterwards. */
  readonly isAudited: boolean;
  /** The stack whose database and processes are watched during a round. */
  readonly site: Site;
  /** Whether it runs one round in all, without a warm-up, because a round takes minutes. */
  readonly isOnce?: boolean;
  round(milliseconds: number): Promise<Round>;
}

/** Figures by name. */
export type Figures = Readonly<Record<string, number>>;

/** What one round of a side measured. */
export interface Round {
  /** Units a second; 0 if an invariant was violated or a response was wrong. */
  readonly perSecond: number;
  /** Latencies in milliseconds; null where they are not measured. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Responses by status; empty without HTTP. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Further figures, and for each response those of `COUNTERS`. */
  readonly figures: Figures;
  /** Seconds of CPU by part, over the round. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Why the round counts as 0; null if it does not. */
  readonly fault: string | null;
}

/** A round that measured nothing. */
export const NOTHING: Round = {
  perSecond: 0,
  p50: null,
  p99: null,
  statuses: {},
  figures: {},
  cpu: {},
  fault: null,
};

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
    ...NOTHING,
    perSecond: faults.length > 0 ? 0 : units / result.seconds,
    p50: quantile(result.latencies, 0.5),
    p99: quantile(result.latencies, 0.99),
    statuses: result.statuses,
    fault: faults.length > 0 ? faults.join('; ') : null,
  };
}

/** The round, which counts as 0 for one more reason. */
export function faulty(round: Round, fault: string): Round {
  return { ...round, perSecond: 0, fault: round.fault === null ? fault : `${round.fault}; ${fault}` };
}
