import type { Finding } from '../verdict/finding.js';

/** One fault, and how it went. */
export interface Row {
  readonly name: string;
  readonly says: string;
  readonly requests: number;
  readonly sold: number;
  /** Refusals of passing trouble, and requests that nobody answered. */
  readonly troubled: number;
  /** From the end of the fault to the first seat held again, in milliseconds; null when none was. */
  readonly recovery: number | null;
  /** What it may be at most. */
  readonly bound: number;
  readonly findings: readonly Finding[];
}

/** Rules that did not hold. */
export function brokenRules({ findings }: Row): Finding[] {
  return findings.filter(({ wrong }) => wrong > 0);
}

/** Whether it came back in time. */
export function isBackInTime({ recovery, bound }: Row): boolean {
  return recovery !== null && recovery <= bound;
}

/** A line of the table for people. */
export function lineOf(row: Row): string {
  const broken = brokenRules(row);
  const isRight = broken.length === 0 && isBackInTime(row);
  const recovery = row.recovery === null ? 'never' : `${(row.recovery / 1_000).toFixed(2)} s`;
  const head = [
    isRight ? '✓' : '✗',
    row.name.padEnd(22),
    String(row.requests).padStart(7),
    String(row.sold).padStart(6),
    String(row.troubled).padStart(9),
    recovery.padStart(9),
    ` ${row.says}`,
  ].join(' ');
  const faults = broken.flatMap(({ rule, wrong, examples }) => [
    `    ${rule}: ${wrong} wrong`,
    ...examples.map((example) => `      ${example}`),
  ]);
  const late = isBackInTime(row) ? [] : [`    back after ${recovery}, at most ${row.bound / 1_000} s`];
  return [head, ...faults, ...late].join('\n');
}

export const HEADING = [
  ' ',
  'fault'.padEnd(22),
  'asked'.padStart(7),
  'sold'.padStart(6),
  'troubled'.padStart(9),
  'back in'.padStart(9),
  ' what was broken',
].join(' ');
