import type { Finding } from '../verdict/finding.js';
import { isClean } from '../verdict/verdict.js';
import type { Second } from './figures.js';
import { chartLibrary, escaped, scriptValue } from './html.js';
import { verdictLine } from './table.js';

/** The data of a report page. */
export interface Report {
  readonly title: string;
  readonly findings: readonly Finding[];
  readonly seconds: readonly Second[];
  readonly text: string;
}

/** Returns an HTML page that contains everything it needs, charts included, so that it opens without a network. */
export async function reportPage({ title, findings, seconds, text }: Report): Promise<string> {
  const { script, style } = await chartLibrary();
  const isPassed = isClean(findings);
  const rows = findings.map(
    ({ rule, checked, wrong, examples }) =>
      `<tr class="${wrong === 0 ? 'right' : 'wrong'}"><td>${escaped(rule)}<td>${checked}<td>${wrong}` +
      `<td>${examples.map(escaped).join('<br>')}`,
  );
  const data = scriptValue(seconds);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${isPassed ? 'PASSED' : 'FAILED'}: ${escaped(title)}</title>
<style>${style}
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; }
h1 { font-size: 1.3rem; padding: .5rem 1rem; color: #fff; } .passed { background: #060; } .failed { background: #a00; }
.right td:first-child::before { content: "✓ "; color: #080; } .wrong td:first-child::before { content: "✗ "; color: #c00; }
</style>
<h1 class="${isPassed ? 'passed' : 'failed'}">${escaped(verdictLine(findings))}</h1>
<p>${escaped(title)}</p>
<pre>${escaped(text)}</pre>
<table><tr><th>Rule<th>Checks<th>Faults<th>Examples${rows.join('')}</table>
<div id="charts"></div>
<script>${script}</script>
<script>
const seconds = ${data};
const draw = (title, series) => new uPlot({ title, width: 900, height: 260, scales: { x: { time: false } },
  series: [{ label: 'second' }, ...series.map(([label, , stroke]) => ({ label, stroke, width: 1.5 }))] },
  [seconds.map(({ second }) => second), ...series.map(([, read]) => seconds.map(read))], document.getElementById('charts'));
draw('Requests per second', [['requests', (s) => s.requests, '#06c'], ['conflicts', (s) => s.conflicts, '#c60'], ['sold', (s) => s.sold, '#080']]);
draw('Response time, ms', [['p50', (s) => s.p50, '#080'], ['p95', (s) => s.p95, '#c60'], ['p99', (s) => s.p99, '#c00']]);
</script>
</html>
`;
}
