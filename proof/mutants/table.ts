// What became of the mutants, as a table for people and documents.
import type { MutantResult } from './run-mutants.js';

/** A table as Markdown has it. */
export function tableOf(results: readonly MutantResult[]) {
  const rows = results.map(({ name, says, verdict, redIn, seconds }) => [
    name,
    says,
    verdict === 'caught' ? redIn.map((test) => test.trim()).join('; ') : verdict,
    seconds.toFixed(1),
  ]);
  return [['mutant', 'what is taken out', 'red in', 'seconds'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
