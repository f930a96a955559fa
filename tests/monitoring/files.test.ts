import { readFileSync } from 'node:fs';
import type { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/adapters/metrics/metrics.js';

/** What a series is called, and the labels that an expression asks of it. */
interface Use {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Labels that Prometheus adds by itself, or that a histogram has. */
const ADDED = ['job', 'instance', 'le'];

const FILES = ['monitoring/grafana-dashboard.json', 'monitoring/alerts.yml'];

/** Every series that a file of expressions names, with the labels that it selects by. */
function usesIn(text: string): Use[] {
  const series = /\b((?:holdfast|nodejs|process)_\w+)(?:\{((?:[^}"]|\\?"[^"]*")*)\})?/g;
  return [...text.matchAll(series)].map(([, name = '', selectors = '']) => ({
    name: name.replace(/_(bucket|sum|count)$/, ''),
    labels: [...selectors.matchAll(/\b(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}

/** The labels of every series that a process has. */
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

  it('names figures', () => {
    expect(uses.length).toBeGreaterThan(10);
  });

  it('names only figures, and labels of them, that there are', () => {
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

describe('the figures of our own', () => {
  it('are all shown, or watched over', () => {
    const used = new Set(FILES.flatMap((file) => usesIn(readFileSync(file, 'utf8'))).map(({ name }) => name));
    const unused = [...known().keys()].filter((name) => name.startsWith('holdfast_') && !used.has(name));
    expect(unused).toEqual([]);
  });
});

describe('a figure that is not there', () => {
  it('is seen, and so is a label', () => {
    expect(usesIn('sum by (job) (rate(holdfast_nothing_total{code="x", job=~"a"}[5m]))')).toEqual([
      { name: 'holdfast_nothing_total', labels: ['code', 'job'] },
    ]);
    expect(known().has('holdfast_nothing_total')).toBe(false);
  });
});
