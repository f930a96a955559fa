import { cpuOf } from './cpu.js';
import type { OwnStack } from '../stage/own-stack.js';
import { rowsOf, type RootConnection } from '../stage/root-connection.js';
import { medianOf } from './sides.js';
import type { Round, Side } from './side.js';

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
  readonly sides: readonly Side[];
  readonly stack: OwnStack;
  readonly root: RootConnection;
  readonly rounds: number;
  /** How long a round lasts. */
  readonly milliseconds: number;
  readonly say: (line: string) => void;
}

/** Runs the sides in turn: a warm-up round each, then the measured ones. */
export async function runSides(options: BenchOptions): Promise<SideResult[]> {
  const { sides, rounds, milliseconds, say } = options;
  const all = new Map<string, Round[]>(sides.map(({ name }) => [name, []]));
  for (const side of sides) {
    say(`warm-up: ${side.name}`);
    await side.round(milliseconds / 2);
  }
  for (let number = 1; number <= rounds; number += 1) {
    for (const side of sides) {
      const round = await measured(side, options);
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

async function measured(side: Side, { stack, root, milliseconds }: BenchOptions): Promise<Round> {
  const parts = () => cpuOf(stack.processes(''));
  const own = process.cpuUsage();
  const [cpuBefore, countersBefore] = [await parts(), await counters(root)];
  const round = await side.round(milliseconds);
  const [cpuAfter, countersAfter] = [await parts(), await counters(root)];
  const violation = side.isAudited ? await violationIn(stack) : null;

  const units = Object.entries(round.statuses).reduce((sum, [, count]) => sum + count, 0);
  const per = (name: keyof typeof countersBefore) =>
    units === 0 ? null : (countersAfter[name] - countersBefore[name]) / units;
  return {
    ...round,
    ...(violation === null ? {} : { perSecond: 0, fault: violation }),
    statements: side.isAudited ? per('statements') : null,
    syncs: side.isAudited ? per('syncs') : null,
    cpu: { ...sharesOf(cpuBefore, cpuAfter), 'load generator': secondsOf(process.cpuUsage(own)) },
  };
}

async function violationIn(stack: OwnStack): Promise<string | null> {
  const broken = (await stack.audit()).filter(({ violations = 0 }) => violations > 0);
  return broken.length === 0 ? null : broken.map(({ name }) => name).join('; ');
}

async function counters(
  root: RootConnection,
): Promise<{ readonly statements: number; readonly syncs: number }> {
  const rows = await rowsOf<{ Variable_name: string; Value: string }>(
    root,
    `SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Innodb_os_log_fsyncs', 'Innodb_data_fsyncs')`,
  );
  const of = (name: string) => rows.find(({ Variable_name }) => Variable_name === name)?.Value;
  // MariaDB no longer counts the syncs of the log apart from those of data files.
  const syncs = of('Innodb_os_log_fsyncs') ?? of('Innodb_data_fsyncs');
  return { statements: Number(of('Questions') ?? 0), syncs: Number(syncs ?? 0) };
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000;
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
