import { readFileSync } from 'node:fs';
import type { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/adapters/metrics/metrics.js';

/** A series in an expression: its name, and the labels that it selects by. */
interface Use {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Labels that Prometheus or a histogram adds. */
const ADDED = ['job', 'instance', 'le'];

const FILES = ['monitoring/grafana-dashboard.json', 'monitoring/alerts.yml'];

/** Every series in a file of expressions. */
function usesIn(text: string): Use[] {
  const series = /\b((?:holdfast|nodejs|process)_\w+)(?:\{((?:[^}"]|\\?"[^"]*")*)\})?/g;
  return [...text.matchAll(series)].map(([, name = '', selectors = '']) => ({
    name: name.replace(/_(bucket|sum|count)$/, ''),
    labels: [...selectors.matchAll(/\b(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}

/** The labels of every series of a process, by its name. */
function known(): ReadonlyMap<string, readonly string[]> {
  const metrics = new Metrics({ version: '0', role: 'all' });
  const { registry } = metrics as unknown as { registry: Registry };
  return new Map(
    registry.getMetricsAsArray().map((metric) => {
      const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: string[] };
      return [name, labelNames];
    }),
  );
}

describe.each(FILES)('%s', (file) => {
  const uses = usesIn(readFileSync(file, 'utf8'));
  const series = known();

  it('uses metrics', () => {
    expect(uses.length).toBeGreaterThan(10);
  });

  it('uses only metrics and labels that exist', () => {
    const wrong = uses.flatMap(({ name, labels }) => {
      const own = series.get(name);
      if (own === undefined) return [`there is no ${name}`];
      return labels
        .filter((label) => ![...own, ...ADDED].includes(label))
        .map((label) => `${name} has no label ${label}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('every metric of Holdfast', () => {
  it('is used by the dashboard or by an alert', () => {
    const used = new Set(FILES.flatMap((file) => usesIn(readFileSync(file, 'utf8'))).map(({ name }) => name));
    const unused = [...known().keys()].filter((name) => name.startsWith('holdfast_') && !used.has(name));
    expect(unused).toEqual([]);
  });
});

describe('a metric that does not exist', () => {
  it('is found in an expression, with its labels', () => {
    expect(usesIn('sum by (job) (rate(holdfast_nothing_total{code="x", job=~"a"}[5m]))')).toEqual([
      { name: 'holdfast_nothing_total', labels: ['code', 'job'] },
    ]);
    expect(known().has('holdfast_nothing_total')).toBe(false);
  });
});
