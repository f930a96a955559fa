import type { SideResult } from './run.js';

/** A goal: the ratio of two sides, and what it must be at least. */
interface Ratio {
  readonly name: string;
  readonly of: string;
  readonly to: string;
  readonly atLeast: number;
}

const RATIOS: readonly Ratio[] = [
  {
    name: 'many flights ÷ bare driver',
    of: 'holds, many flights',
    to: 'bare driver, many flights',
    atLeast: 1,
  },
  { name: 'one flight ÷ bare driver', of: 'holds, one flight', to: 'bare driver, one flight', atLeast: 1 },
  { name: 'many flights ÷ ceiling', of: 'holds, many flights', to: 'no-op (ceiling)', atLeast: 0.4 },
  { name: 'many flights ÷ bare Koa', of: 'holds, many flights', to: 'bare Koa', atLeast: 0.25 },
  {
    name: 'rejections of a taken seat ÷ ceiling',
    of: 'one seat, 1,000 clients',
    to: 'no-op (ceiling)',
    atLeast: 0.67,
  },
  { name: 'no-op ÷ bare Koa', of: 'no-op (ceiling)', to: 'bare Koa', atLeast: 0.6 },
];

/** A ratio that was measured. */
export interface MeasuredRatio {
  readonly name: string;
  readonly ratio: number;
  readonly atLeast: number;
}

/** The ratios of the medians, for the sides that were run. */
export function ratiosOf(results: readonly SideResult[]): MeasuredRatio[] {
  const medians = new Map(results.map(({ name, median }) => [name, median]));
  return RATIOS.flatMap(({ name, of, to, atLeast }) => {
    const [a, b] = [medians.get(of), medians.get(to)];
    return a === undefined || b === undefined || b === 0 ? [] : [{ name, ratio: a / b, atLeast }];
  });
}

/** The results as text for people. */
export function tableOf(results: readonly SideResult[]): string {
  const rows = results.map(({ name, unit, median, min, max, rounds }) => {
    const last = rounds.at(-1);
    const milliseconds = (value: number | null | undefined) => (value == null ? '' : value.toFixed(1));
    const count = (value: number | null | undefined) => (value == null ? '' : value.toFixed(2));
    return [
      name,
      `${Math.round(median)} ${unit}/s`,
      `${Math.round(min)}–${Math.round(max)}`,
      milliseconds(last?.p50),
      milliseconds(last?.p99),
      count(last?.statements),
      count(last?.syncs),
      cpuText(last?.cpu ?? {}),
    ];
  });
  const heading = ['side', 'median', 'min–max', 'p50 ms', 'p99 ms', 'statements', 'syncs', 'CPU'];
  const ratios = ratiosOf(results).map(
    ({ name, ratio, atLeast }) => `${name}: ${ratio.toFixed(2)} (at least ${atLeast})`,
  );
  return [aligned([heading, ...rows]), '', ...ratios].join('\n');
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
