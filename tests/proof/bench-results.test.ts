import { describe, expect, it } from 'vitest';
import { GOALS, measuredGoals, medianFigure } from '../../proof/bench/goals.js';
import { growthPer } from '../../proof/bench/counters.js';
import { CURVE_POINTS, QUICK_SIDES, SIDES } from '../../proof/bench/names.js';
import { benchPage, curveOf } from '../../proof/bench/page.js';
import { allSideNames, isChosen } from '../../proof/bench/run-groups.js';
import { medianOf, type SideResult } from '../../proof/bench/run.js';
import { NOTHING, type Round } from '../../proof/bench/side.js';
import { tableOf } from '../../proof/bench/table.js';

/** A side with these rounds. */
function side(name: string, ...rounds: Partial<Round>[]): SideResult {
  const all = rounds.map((round) => ({ ...NOTHING, ...round }));
  return { name, unit: 'units', rounds: all, ...medianOf(all.map(({ perSecond }) => perSecond)) };
}

/** The goal of this name in the results. */
function goal(name: string, ...results: SideResult[]) {
  return measuredGoals(results).find((each) => each.name === name);
}

const TO_BARE_KOA = 'many flights ÷ bare Koa';
const rate = (name: string, perSecond: number) => side(name, { perSecond });

describe('a goal', () => {
  it('is the ratio of the medians of two sides', () => {
    const spread = side(SIDES.spread, { perSecond: 900 }, { perSecond: 1_000 }, { perSecond: 5_000 });
    expect(goal(TO_BARE_KOA, spread, rate(SIDES.bareKoa, 5_000))).toMatchObject({
      value: 0.2,
      isReached: false,
      isAimReached: false,
    });
  });

  it('has a limit, and an aim beyond it', () => {
    const reached = goal(TO_BARE_KOA, rate(SIDES.spread, 300), rate(SIDES.bareKoa, 1_000));
    expect(reached).toMatchObject({ value: 0.3, isReached: true, isAimReached: false });
    const aim = goal(TO_BARE_KOA, rate(SIDES.spread, 400), rate(SIDES.bareKoa, 1_000));
    expect(aim).toMatchObject({ value: 0.4, isReached: true, isAimReached: true });
  });

  it('is an upper bound where less is better', () => {
    const alone = (p50: number) => side(SIDES.alone, { p50 });
    const single = side(SIDES.singleAlone, { p50: 10 });
    expect(measuredGoals([alone(10.4), single])).toMatchObject([{ isReached: true, isAimReached: false }]);
    expect(measuredGoals([alone(11), single])).toMatchObject([{ isReached: false, isAimReached: false }]);
  });

  it('compares a figure of one side', () => {
    const memory = side(SIDES.memory, {
      figures: { heapMegabytes: 50, residentMegabytes: 200, startSeconds: 0.9 },
    });
    expect(measuredGoals([memory]).map(({ value, isReached }) => [value, isReached])).toEqual([
      [50, true],
      [200, false],
      [0.9, true],
    ]);
  });

  it('compares the rows that a search reads with those that it returns', () => {
    const search = side(SIDES.uncached, { perSecond: 1, figures: { rowsRead: 12, rowsReturned: 4 } });
    expect(measuredGoals([search])).toMatchObject([{ name: 'search, rows read ÷ rows returned', value: 3 }]);
  });

  it('is not reached, and has no value, if a round of one of its sides counts as 0', () => {
    const faulty = side(SIDES.bareKoa, { perSecond: 1 }, { fault: 'a connection was lost' });
    const missed = { value: null, isReached: false, isAimReached: false };
    expect(goal(TO_BARE_KOA, rate(SIDES.spread, 400), faulty)).toMatchObject(missed);
    expect(goal(TO_BARE_KOA, rate(SIDES.spread, 400), rate(SIDES.bareKoa, 0))).toMatchObject(missed);
  });

  it('is left out if one of its sides was not run', () => {
    expect(measuredGoals([rate(SIDES.bareKoa, 400)])).toEqual([]);
  });

  it('names sides that exist, and has an aim that is at least as hard as its limit', () => {
    const names = allSideNames();
    for (const { of, to = of, bound, limit, aim } of GOALS) {
      expect(names).toContain(of.side);
      expect(names).toContain(to.side);
      expect(bound === 'at least' ? aim >= limit : aim <= limit).toBe(true);
    }
  });
});

describe('the figures of a side', () => {
  it('are the medians of its rounds, without those that lack them', () => {
    const result = side(
      'a',
      { p50: 3, figures: { syncs: 1 } },
      { p50: 1, figures: {} },
      { p50: 2, figures: { syncs: 3 } },
    );
    expect([medianFigure(result, 'p50'), medianFigure(result, 'syncs')]).toEqual([2, 3]);
    expect([medianFigure(result, 'p99'), medianFigure(undefined, 'p50')]).toEqual([null, null]);
  });

  it('count what the database did for each response', () => {
    const before = new Map([
      ['syncs', 10],
      ['rowsRead', 100],
    ]);
    const after = new Map([
      ['syncs', 30],
      ['rowsRead', 150],
    ]);
    expect(growthPer(100, before, after)).toEqual({ syncs: 0.2, rowsRead: 0.5 });
    expect(growthPer(0, before, after)).toEqual({});
  });
});

describe('the choice of sides', () => {
  it('is by a part of the name, all, or a fixed part in a quick run', () => {
    const chosen = (only: string | undefined, isQuick: boolean) =>
      allSideNames().filter((name) => isChosen(name, { only, isQuick }));
    const all = [...Object.values(SIDES), ...CURVE_POINTS.map(({ name }) => name)];
    expect(chosen(undefined, false).sort()).toEqual(all.sort());
    expect(chosen(undefined, true).sort()).toEqual([...QUICK_SIDES].sort());
    expect(chosen('growth', true)).toHaveLength(5);
    expect(chosen('no such side', false)).toEqual([]);
  });
});

describe('the table', () => {
  it('shows each side, and each goal with its limit and its aim', () => {
    const lines = tableOf([
      side(SIDES.spread, {
        perSecond: 300,
        p50: 1.25,
        figures: { statements: 0.45, syncs: 0.06, logBytes: 5_000 },
      }),
      rate(SIDES.bareKoa, 1_000),
    ]).split('\n');
    expect(lines[1]).toMatch(/^holds, many flights +300 units\/s +300–300 +1\.3 +0\.45 +0\.06$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^many flights ÷ bare Koa +0\.30 +at least 0\.25 +reached +0\.4 +missed$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^bytes of the log of a hold +5000 +at most 4096 +missed +2048 +missed$/),
    );
  });

  it('shows a dash for a goal that cannot be computed', () => {
    const table = tableOf([rate(SIDES.spread, 300), rate(SIDES.bareKoa, 0)]);
    expect(table).toMatch(/many flights ÷ bare Koa +– +at least 0\.25 +missed/);
  });
});

describe('the page', () => {
  const results = CURVE_POINTS.map(({ name, clients }) =>
    side(name, { perSecond: 10 * clients, p50: clients, p99: 2 * clients }),
  );

  it('has the points of each curve in the order of their clients', () => {
    expect(curveOf('holds', results.toReversed())).toEqual(
      [1, 4, 16, 64, 256, 1_024].map((clients) => ({
        clients,
        perSecond: 10 * clients,
        p50: clients,
        p99: 2 * clients,
      })),
    );
    expect(curveOf('search', results.slice(0, 1))).toEqual([]);
  });

  it('contains everything that it needs, as text that is no markup', async () => {
    const page = await benchPage('Node.js <20>', [...results, rate('</script>', 1)]);
    expect(page).toContain('Node.js &lt;20&gt;');
    expect(page).toContain('uPlot');
    expect(page).not.toMatch(/(src|href)=/);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });
});
