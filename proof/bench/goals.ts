import { quantile } from './load.js';
import type { SideResult } from './run.js';
import { SIDES as S } from './names.js';

/** A figure of a side: the median of its rounds. */
interface Measure {
  readonly side: string;
  /** `perSecond`, `p50`, `p99`, or the name of one of its further figures. */
  readonly figure: string;
}

/** What a figure, or the ratio of two, must be. */
interface Goal {
  readonly name: string;
  readonly of: Measure;
  /** What `of` is divided by; left out, the figure itself is compared. */
  readonly to?: Measure;
  /** Whether the value must be at least the limit, or at most. */
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  readonly aim: number;
}

/** A goal with its value in a run. */
export interface MeasuredGoal {
  readonly name: string;
  /** The ratio or figure; null if it cannot be computed because a round counts as 0. */
  readonly value: number | null;
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  readonly aim: number;
  readonly isReached: boolean;
  readonly isAimReached: boolean;
}

type Bounds = Pick<Goal, 'bound' | 'limit' | 'aim'>;

const atLeast = (limit: number, aim: number): Bounds => ({ bound: 'at least', limit, aim });
const atMost = (limit: number, aim: number): Bounds => ({ bound: 'at most', limit, aim });

/** A goal for one figure. */
function figure(name: string, side: string, figureName: string, bounds: Bounds): Goal {
  return { name, of: { side, figure: figureName }, ...bounds };
}

/** A goal for the ratio of the same figure of two sides; by default, of their rates. */
function ratio(
  name: string,
  [of, to]: readonly [string, string],
  bounds: Bounds,
  figureName = 'perSecond',
): Goal {
  return { name, of: { side: of, figure: figureName }, to: { side: to, figure: figureName }, ...bounds };
}

/** All goals. */
export const GOALS: readonly Goal[] = [
  ratio('one flight ÷ one by one', [S.hot, S.singleHot], atLeast(6, 9)),
  ratio('many flights ÷ bare driver', [S.spread, S.rawSpread], atLeast(1, 2)),
  ratio('one flight ÷ bare driver', [S.hot, S.rawHot], atLeast(1, 2)),
  ratio('many flights ÷ no-op', [S.spread, S.noOp], atLeast(0.4, 0.55)),
  ratio('cost of a rejection of a taken seat ÷ of a no-op', [S.noOp, S.oneSeat], atMost(1.5, 1.2)),
  ratio('one client, median latency ÷ one by one', [S.alone, S.singleAlone], atMost(1.05, 0.95), 'p50'),
  figure('SQL statements of a hold', S.spread, 'statements', atMost(0.5, 0.25)),
  figure('syncs of the log of a hold', S.spread, 'syncs', atMost(0.2, 0.05)),
  figure('bytes of the log of a hold', S.spread, 'logBytes', atMost(4_096, 2_048)),
  ratio('no-op ÷ bare Koa, through nginx', [S.noOp, S.bareKoa], atLeast(0.6, 0.75)),
  ratio('no-op ÷ bare Koa, in one process', [S.noOpOneProcess, S.bareKoaOneProcess], atLeast(0.6, 0.75)),
  ratio('many flights ÷ bare Koa', [S.spread, S.bareKoa], atLeast(0.25, 0.4)),
  ratio('search, uncached ÷ bare driver', [S.uncached, S.bareSearch], atLeast(0.6, 0.8)),
  ratio('search, cached ÷ nginx with a file', [S.cached, S.file], atLeast(0.6, 0.8)),
  {
    name: 'search, rows read ÷ rows returned',
    of: { side: S.uncached, figure: 'rowsRead' },
    to: { side: S.uncached, figure: 'rowsReturned' },
    ...atMost(1.2, 1),
  },
  ratio('search, two stops ÷ direct', [S.twoStops, S.uncached], atLeast(0.2, 0.33)),
  ratio('holds beside overloaded search, p99 ÷ alone', [S.beside, S.besideNothing], atMost(2, 1.3), 'p99'),
  figure('booking errors beside overloaded search', S.beside, 'errors', atMost(0, 0)),
  ratio('holds at five times the load ÷ many flights', [S.overload, S.spread], atLeast(0.9, 0.97)),
  figure('refusals at five times the load, p99 in ms', S.overload, 'refusalP99', atMost(50, 20)),
  ratio('grown ÷ small, holds', [S.grownHolds, S.smallHolds], atLeast(0.85, 0.95)),
  ratio('grown ÷ small, rows read by a hold', [S.grownHolds, S.smallHolds], atMost(1.05, 1), 'rowsRead'),
  ratio('grown ÷ small, searches', [S.grownSearch, S.smallSearch], atLeast(0.85, 0.95)),
  ratio('grown ÷ small, rows read by a search', [S.grownSearch, S.smallSearch], atMost(1.05, 1), 'rowsRead'),
  ratio('grown: search, uncached ÷ bare driver', [S.grownSearch, S.grownBareSearch], atLeast(0.6, 0.8)),
  figure('heap after a collection, MB', S.memory, 'heapMegabytes', atMost(60, 40)),
  figure('resident memory, MB', S.memory, 'residentMegabytes', atMost(180, 130)),
  figure('start to ready, seconds', S.memory, 'startSeconds', atMost(2, 1)),
];

/** The goals whose sides were run, with their values. A goal of a side with a faulty round is not reached. */
export function measuredGoals(results: readonly SideResult[]): MeasuredGoal[] {
  const byName = new Map(results.map((result) => [result.name, result]));
  return GOALS.flatMap(({ name, of, to, bound, limit, aim }) => {
    const sides = [of, ...(to === undefined ? [] : [to])].map(({ side }) => byName.get(side));
    if (sides.includes(undefined)) return [];
    const isFaulty = sides.some((side) => side?.rounds.some(({ fault }) => fault !== null));
    const value = isFaulty ? null : quotientOf(byName, of, to);
    const reaches = (wanted: number) =>
      value !== null && (bound === 'at least' ? value >= wanted : value <= wanted);
    return [{ name, value, bound, limit, aim, isReached: reaches(limit), isAimReached: reaches(aim) }];
  });
}

function quotientOf(
  byName: ReadonlyMap<string, SideResult>,
  of: Measure,
  to: Measure | undefined,
): number | null {
  const value = medianFigure(byName.get(of.side), of.figure);
  if (to === undefined || value === null) return value;
  const divisor = medianFigure(byName.get(to.side), to.figure);
  return divisor === null || divisor === 0 ? null : value / divisor;
}

/** The median of a figure over the rounds of a side; null if no round has it. */
export function medianFigure(result: SideResult | undefined, name: string): number | null {
  const values = (result?.rounds ?? []).flatMap(({ perSecond, p50, p99, figures }) => {
    const value = { ...figures, perSecond, p50, p99 }[name];
    return value === undefined || value === null ? [] : [value];
  });
  return values.length === 0
    ? null
    : quantile(
        values.sort((a, b) => a - b),
        0.5,
      );
}
