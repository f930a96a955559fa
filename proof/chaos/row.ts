import type { Finding } from '../verdict/finding.js';

/** The results of one fault. */
export interface Row {
  readonly name: string;
  readonly says: string;
  readonly requests: number;
  readonly sold: number;
  /** Temporary failures, and requests without a response. */
  readonly troubled: number;
  /** From the end of the fault to the first seat held, in milliseconds; null if none was held. */
  readonly recovery: number | null;
  /** The limit of `recovery`. */
  readonly bound: number;
  readonly findings: readonly Finding[];
}

/** Returns the broken rules. */
export function brokenRules({ findings }: Row): Finding[] {
  return findings.filter(({ wrong }) => wrong > 0);
}

/** Whether the service recovered in time. */
export function isBackInTime({ recovery, bound }: Row): boolean {
  return recovery !== null && recovery <= bound;
}

/** Formats a line of the table. */
export function lineOf(row: Row): string {
  const broken = brokenRules(row);
  const isRight = broken.length === 0 && isBackInTime(row);
  const recovery = row.recovery === null ? 'never' : `${(row.recovery / 1_000).toFixed(2)} s`;
  const head = [
    isRight ? '✓' : '✗',
    row.name.padEnd(22),
    String(row.requests).padStart(8),
    String(row.sold).padStart(6),
    String(row.troubled).padStart(9),
    recovery.padStart(9),
    ` ${row.says}`,
  ].join(' ');
  const faults = broken.flatMap(({ rule, wrong, examples }) => [
    `    ${rule}: ${wrong} wrong`,
    ...examples.map((example) => `      ${example}`),
  ]);
  const late = isBackInTime(row) ? [] : [`    recovered after ${recovery}, limit ${row.bound / 1_000} s`];
  return [head, ...faults, ...late].join('\n');
}

export const HEADING = [
  ' ',
  'fault'.padEnd(22),
  'requests'.padStart(8),
  'sold'.padStart(6),
  'failed'.padStart(9),
  'recovery'.padStart(9),
  ' description',
].join(' ');
