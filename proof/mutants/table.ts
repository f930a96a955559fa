// The results of the mutants as a table.
import type { MutantResult } from './run-mutants.js';

/** Formats a Markdown table. */
export function tableOf(results: readonly MutantResult[]) {
  const rows = results.map(({ name, says, verdict, redIn, seconds }) => [
    name,
    says,
    verdict === 'caught' ? redIn.map((test) => test.trim()).join('; ') : verdict,
    seconds.toFixed(1),
  ]);
  return [['mutant', 'removed rule', 'failed test', 'seconds'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
