import type { Finding } from '../verdict/finding.js';
import type { Figures } from './figures.js';

/** The verdict as a table: each rule with its checks and faults. */
export function verdictTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ rule }) => rule.length));
  const lines = findings.flatMap(({ rule, checked, wrong, examples }) => [
    `${wrong === 0 ? '✓' : '✗'} ${rule.padEnd(width)}  ${String(checked).padStart(9)}  ${String(wrong).padStart(6)}`,
    ...examples.map((example) => `    ${example}`),
  ]);
  return [`  ${'rule'.padEnd(width)}  ${'checks'.padStart(9)}  ${'faults'.padStart(6)}`, ...lines].join('\n');
}

/** The verdict in one line. */
export function verdictLine(findings: readonly Finding[]): string {
  const broken = findings.filter(({ wrong }) => wrong > 0);
  const checks = findings.reduce((sum, { checked }) => sum + checked, 0).toLocaleString('en');
  if (broken.length === 0) return `PASSED: ${findings.length} rules hold in ${checks} checks.`;
  return `FAILED: ${broken.length} of ${findings.length} rules are broken: ${broken.map(({ rule }) => rule).join('; ')}.`;
}

/** The numbers of a run in a few lines. */
export function figuresText(
  { requests, bookings, sold, conflicts, p50, p95, p99, refusals }: Figures,
  seconds: number,
): string {
  const rate = (requests / Math.max(1, seconds)).toFixed(0);
  const codes = Object.entries(refusals).map(([code, count]) => `${code} ${count}`);
  return [
    `${requests} requests in ${seconds.toFixed(0)} s (${rate}/s), ${bookings} bookings, ${sold} of them sold, ${conflicts} conflicts`,
    `response time p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    `rejected: ${codes.join(', ') || 'nothing'}`,
  ].join('\n');
}
