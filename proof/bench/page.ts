import { CURVE_POINTS, type CurvePoint } from './names.js';
import { measuredGoals, medianFigure, type MeasuredGoal } from './goals.js';
import type { SideResult } from './run.js';
import { goalRow, tableOf } from './table.js';
import { chartLibrary, escaped, scriptValue } from '../report/html.js';

/** One point of a curve: what so many clients measured. */
export interface MeasuredPoint {
  readonly clients: number;
  readonly perSecond: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** The measured points of a curve, in the order of their clients. */
export function curveOf(curve: CurvePoint['curve'], results: readonly SideResult[]): MeasuredPoint[] {
  return CURVE_POINTS.filter((point) => point.curve === curve).flatMap(({ name, clients }) => {
    const result = results.find((each) => each.name === name);
    if (result === undefined) return [];
    const figure = (figureName: string) => medianFigure(result, figureName);
    return [{ clients, perSecond: figure('perSecond'), p50: figure('p50'), p99: figure('p99') }];
  });
}

/** Returns an HTML page with the goals, the curves and the table, that contains everything it needs. */
export async function benchPage(header: string, results: readonly SideResult[]): Promise<string> {
  const { script, style } = await chartLibrary();
  const goals = measuredGoals(results);
  const data = scriptValue({ holds: curveOf('holds', results), search: curveOf('search', results) });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Holdfast: performance</title>
<style>${style}
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; }
pre { overflow-x: auto; font-size: 13px; } .reached { color: #060; } .missed { color: #a00; }
</style>
<h1>Performance</h1>
<p>${escaped(header)}</p>
<h2>Goals</h2>
<table><tr><th>Goal<th>Measured<th>Limit<th><th>Aim<th>${goals.map(goalHtml).join('')}</table>
<h2>Curves over the number of clients</h2>
<div id="charts"></div>
<h2>Sides</h2>
<pre>${escaped(tableOf(results))}</pre>
<script>${script}</script>
<script>
const curves = ${data};
const draw = (title, points, series) => points.length > 0 && new uPlot({ title, width: 900, height: 260,
  scales: { x: { time: false, distr: 3, log: 2 }, y: { range: [0, null] } },
  axes: [{ values: (_, splits) => splits.map((split) => Math.round(split)) }, {}],
  series: [{ label: 'clients' }, ...series.map(([key, stroke]) => ({ label: key, stroke, width: 1.5 }))] },
  [points.map(({ clients }) => clients), ...series.map(([key]) => points.map((point) => point[key]))],
  document.getElementById('charts'));
for (const [name, points] of Object.entries(curves)) {
  draw(name + ': a second', points, [['perSecond', '#06c']]);
  draw(name + ': latency, ms', points, [['p50', '#080'], ['p99', '#c00']]);
}
</script>
</html>
`;
}

function goalHtml(goal: MeasuredGoal): string {
  const cells = goalRow(goal).map((cell) => {
    const isVerdict = cell === 'reached' || cell === 'missed';
    return `<td${isVerdict ? ` class="${cell}"` : ''}>${escaped(cell)}`;
  });
  return `<tr>${cells.join('')}`;
}
