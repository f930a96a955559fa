import { describe, expect, it } from 'vitest';
import { explore, makeWorld, type Exploration } from '../../proof/explore/explore.js';
import type { Sabotage } from '../../proof/explore/unit-of-work.js';
import { HARMLESS, SABOTAGES } from '../support/stores/sabotage.js';

/** A change across a policy boundary with a later cancellation is rare: found after 500 to 55,000 operations. */
const RARE = 100_000;

describe('an exploration', () => {
  it('finds no violation under faults of processes, connections and responses', async () => {
    const found = await exploring(6_000);
    expect(found.violation).toBeNull();
    expect(found.operations).toBeGreaterThanOrEqual(6_000);
    // All faults and use cases occurred.
    for (const [fault, times] of Object.entries(found.faults)) expect(times, fault).toBeGreaterThan(0);
    for (const [use, times] of Object.entries(found.calls)) expect(times, use).toBeGreaterThan(10);
    expect(Object.keys(found.retries)).toEqual(
      expect.arrayContaining(['CommitInDoubt', 'ConnectionLost', 'StaleRead']),
    );
    expect(found.lockWaits).toBeGreaterThan(100);
    expect(found.switches).toBeGreaterThan(found.operations);
  }, 300_000);

  it('makes the same world for the same seed, step by step, and another world for another seed', async () => {
    const [one, again, other] = [await stepsOf(7), await stepsOf(7), await stepsOf(8)];
    expect(one.length).toBeGreaterThan(500);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('starts no world after its time limit', async () => {
    const found = await explore({ seed: 1, operations: 1_000, longest: 0, clock: () => 0 });
    expect(found).toMatchObject({ worlds: 0, operations: 0, violation: null });
  });
});

describe('an exploration finds a removed safeguard, and finds it again with the same seed:', () => {
  it.each([
    ['noSeatLocksAndNoGuard', /^seat .* was given to .* while it was .*'s$|is held for|without seat/],
    [
      'answersBeforeCommit',
      /was given to .* while it was|was shown at version \d+, and is|had two responses/,
    ],
    ['noKeyRecord', /^key .* had two responses|^key .* did held/],
    ['noBinding', /^key .* did payment-started|had two responses/],
    ['noRefunds', /^payment .* is refunded \d+, its refunds are \d+$/],
    ['noPins', /^payment .* came in time, and bought nothing/],
    ['renewedHolds', /^seat .* was held from .* and its owner got it until/],
    ['renewedShares', /^booking .* was given back (full|half) where (half|none) holds$/, RARE],
    ['noTurns', /^traveller \d holds \d+ unpaid seats$/],
  ] as const)(
    '%s',
    async (name, what, operations?: number) => {
      const { violation } = await exploring(operations ?? 30_000, SABOTAGES[name]);
      expect(violation?.what).toMatch(what);
      const again = await makeWorld(violation!.seed, { sabotage: SABOTAGES[name] });
      expect(again.violation).toBe(violation!.what);
      expect(again.trace()).toEqual(violation!.trace);
    },
    120_000,
  );

  it.each(Object.keys(HARMLESS) as (keyof typeof HARMLESS)[])(
    'but %s does no harm, because lock and guard each suffice',
    async (name) => {
      expect((await exploring(3_000, HARMLESS[name])).violation).toBeNull();
    },
    60_000,
  );
});

async function exploring(operations: number, sabotage?: Sabotage): Promise<Exploration> {
  const world = sabotage === undefined ? {} : { sabotage };
  return await explore({ seed: 1, operations, longest: 60_000, clock: () => performance.now(), world });
}

async function stepsOf(seed: number): Promise<string[]> {
  return (await makeWorld(seed, { traceLength: 100_000 })).trace();
}
