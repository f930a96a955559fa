import { countersOf, growthPer } from './counters.js';
import { cpuOf } from './cpu.js';
import { quantile } from './load.js';
import { faulty, type Round, type Side } from './side.js';
import type { OwnStack } from '../stage/own-stack.js';

/** The rounds of one side, with the median, the lowest and the highest of their rates. */
export interface SideResult {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly Round[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchOptions {
  readonly rounds: number;
  /** How long a round lasts. */
  readonly milliseconds: number;
  readonly say: (line: string) => void;
}

/** Runs the sides in turn: a warm-up round each, then the measured ones. */
export async function runSides(sides: readonly Side[], options: BenchOptions): Promise<SideResult[]> {
  const { rounds, milliseconds, say } = options;
  const all = new Map<string, Round[]>(sides.map(({ name }) => [name, []]));
  for (const side of sides.filter(({ isOnce }) => isOnce !== true)) {
    say(`warm-up: ${side.name}`);
    await side.round(milliseconds / 2);
  }
  for (let number = 1; number <= rounds; number += 1) {
    for (const side of sides.filter(({ isOnce }) => isOnce !== true || number === 1)) {
      const round = await measured(side, milliseconds);
      all.get(side.name)?.push(round);
      const fault = round.fault === null ? '' : `, counts as 0: ${round.fault}`;
      say(`round ${number}: ${side.name} ${Math.round(round.perSecond)} ${side.unit} a second${fault}`);
    }
  }
  return sides.map(({ name, unit }) => {
    const results = all.get(name) ?? [];
    return { name, unit, rounds: results, ...medianOf(results.map(({ perSecond }) => perSecond)) };
  });
}

async function measured(side: Side, milliseconds: number): Promise<Round> {
  const { stack, root } = side.site;
  const parts = () => cpuOf(stack.processes(''));
  const own = process.cpuUsage();
  const [cpuBefore, countersBefore] = [await parts(), await countersOf(root)];
  const round = await side.round(milliseconds);
  const [cpuAfter, countersAfter] = [await parts(), await countersOf(root)];
  const { user, system } = process.cpuUsage(own);
  const violation = side.isAudited ? await violationIn(stack) : null;

  const responses = Object.values(round.statuses).reduce((sum, count) => sum + count, 0);
  return {
    ...(violation === null ? round : faulty(round, violation)),
    figures: { ...growthPer(responses, countersBefore, countersAfter), ...round.figures },
    cpu: { ...sharesOf(cpuBefore, cpuAfter), 'load generator': (user + system) / 1_000_000 },
  };
}

async function violationIn(stack: OwnStack): Promise<string | null> {
  const broken = (await stack.audit()).filter(({ violations = 0 }) => violations > 0);
  return broken.length === 0 ? null : broken.map(({ name }) => name).join('; ');
}

/** Seconds of CPU, replicas of one role together. */
function sharesOf(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const [name, seconds] of after) {
    const part = name.replace(/-\d+$/, '');
    shares[part] = (shares[part] ?? 0) + seconds - (before.get(name) ?? 0);
  }
  return shares;
}

/** The median of some values, with the least and the most. */
export function medianOf(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
