import { medianFigure, measuredGoals, type MeasuredGoal } from './goals.js';
import type { SideResult } from './run.js';

const COLUMNS = ['side', 'median', 'min–max', 'p50 ms', 'p99 ms', 'statements', 'syncs', 'CPU'];
const GOAL_COLUMNS = ['goal', 'measured', 'limit', '', 'aim', ''];

/** The results as text for people: the sides, then the goals with what was measured. */
export function tableOf(results: readonly SideResult[]): string {
  const sides = aligned([COLUMNS, ...results.map(rowOf)]);
  const goals = measuredGoals(results);
  if (goals.length === 0) return sides;
  return [sides, '', aligned([GOAL_COLUMNS, ...goals.map(goalRow)])].join('\n');
}

/** The row of a side; figures are medians of its rounds. */
function rowOf(result: SideResult): string[] {
  const { name, unit, median, min, max, rounds } = result;
  const figure = (figureName: string, digits: number) =>
    medianFigure(result, figureName)?.toFixed(digits) ?? '';
  return [
    name,
    `${Math.round(median)} ${unit}/s`,
    `${Math.round(min)}–${Math.round(max)}`,
    figure('p50', 1),
    figure('p99', 1),
    figure('statements', 2),
    figure('syncs', 2),
    cpuText(rounds.at(-1)?.cpu ?? {}),
  ];
}

/** The row of a goal. A value that cannot be computed is a dash. */
export function goalRow({ name, value, bound, limit, aim, isReached, isAimReached }: MeasuredGoal): string[] {
  return [
    name,
    value === null ? '–' : numberText(value),
    `${bound} ${limit}`,
    isReached ? 'reached' : 'missed',
    String(aim),
    isAimReached ? 'reached' : 'missed',
  ];
}

/** A number with at least two digits after the point if it is small. */
function numberText(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function cpuText(cpu: Readonly<Record<string, number>>): string {
  const all = Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0);
  return Object.entries(cpu)
    .filter(([, seconds]) => seconds >= all * 0.02)
    .map(([name, seconds]) => `${name} ${Math.round((100 * seconds) / all)} %`)
    .join(', ');
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
