import { cpus } from 'node:os';
import { rowsOf } from '../stage/root-connection.js';
import { Endings } from '../stage/endings.js';
import { fsyncMilliseconds } from './fsync-time.js';
import { GROUPS, type Group } from './groups.js';
import { QUICK_SIDES } from './names.js';
import { runSides, type BenchOptions, type SideResult } from './run.js';
import type { Opening, Site } from './site.js';

/** Which sides are run: those whose names contain `only`; without it all, or a fixed choice in a quick run. */
export interface Choice {
  readonly only: string | undefined;
  readonly isQuick: boolean;
}

/** The results of all groups, and what they depend on besides Holdfast. */
export interface BenchReport {
  readonly header: string;
  readonly results: readonly SideResult[];
  /** Why a group of sides has no results, so that the results of the others are not lost. */
  readonly failures: readonly string[];
}

/** Whether a side is run. */
export function isChosen(name: string, { only, isQuick }: Choice): boolean {
  if (only !== undefined) return name.includes(only);
  return !isQuick || QUICK_SIDES.includes(name);
}

/** The names of all sides. Starts nothing. */
export function allSideNames(): string[] {
  const opening: Opening = {
    endings: new Endings(),
    say: () => undefined,
    flights: 0,
    requests: 0,
    growth: 0,
  };
  return GROUPS.flatMap((group) => [...group(opening).keys()]);
}

/** Runs the chosen sides, group by group. What a group has started ends before the next one starts. */
export async function runGroups(
  choice: Choice,
  opening: Opening,
  options: BenchOptions,
): Promise<BenchReport> {
  const results: SideResult[] = [];
  const failures: string[] = [];
  let header = '';
  for (const group of GROUPS) {
    const endings = new Endings();
    opening.endings.add(() => endings.end());
    try {
      const sides = await sidesOf(group, choice, { ...opening, endings });
      const [first] = sides;
      if (first === undefined) continue;
      header ||= await headerOf(first.site);
      results.push(...(await runSides(sides, options)));
    } catch (error) {
      opening.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      failures.push(error instanceof Error ? error.message : String(error));
    } finally {
      await endings.end();
    }
  }
  return { header, results, failures };
}

async function sidesOf(group: Group, choice: Choice, opening: Opening) {
  const sides = [];
  for (const [name, make] of group(opening)) if (isChosen(name, choice)) sides.push(await make());
  return sides;
}

/** What the figures depend on besides Holdfast. */
async function headerOf({ root }: Site): Promise<string> {
  const [row] = await rowsOf<{ version: string; flush: number; binlog: number }>(
    root,
    'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@log_bin AS `binlog`',
  );
  const binlog = row?.binlog === 1 ? 'on' : 'off';
  const fsync = (await fsyncMilliseconds()).toFixed(2);
  const database = `${row?.version ?? ''}, flush at commit ${row?.flush ?? ''}, binary log ${binlog}`;
  return `Node.js ${process.version}, ${database}, fsync ${fsync} ms, ${cpus().length} cores.`;
}
