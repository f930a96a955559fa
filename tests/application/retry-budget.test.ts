import { describe, expect, it } from 'vitest';
import {
  IDEMPOTENT_RETRIES,
  IMMEDIATE_RETRIES,
  RetryBudget,
  UNIT_RETRIES,
  type FailureKind,
  type GiveUpReason,
  type NextStep,
  type RetryPolicy,
  type RetryReason,
} from '../../src/application/shared/retry-budget.js';

/** A budget on a stopwatch that is set by hand; its chance always returns the maximum. */
function budgetOf(policy: RetryPolicy) {
  const time = { now: 1_000 };
  const budget = new RetryBudget(
    policy,
    () => time.now,
    (limit) => limit - 1,
  );
  const all = (...failures: FailureKind[]): NextStep[] => failures.map((failure) => budget.after(failure));
  return { time, budget, all };
}

const retry = (reason: RetryReason, afterMs: number): NextStep => ({ action: 'retry', reason, afterMs });
const giveUp = (reason: GiveUpReason): NextStep => ({ action: 'give-up', reason });
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

const CONFLICTS = ['conflict', 'stale-read'] as const;
const POLICIES = [
  ['of a unit', UNIT_RETRIES],
  ['of immediate retries', IMMEDIATE_RETRIES],
  ['of idempotent work', IDEMPOTENT_RETRIES],
] as const;

describe('the retry budget of a unit', () => {
  it.each(CONFLICTS)('retries a %s seven times, with a random pause that grows by 50 ms', (kind) => {
    const pauses = [50, 100, 150, 200, 250, 300, 350].map((limit) => retry(kind, limit - 1));
    expect(budgetOf(UNIT_RETRIES).all(...times(8, kind))).toEqual([...pauses, giveUp('contention')]);
  });

  it('counts conflicts, stale reads and lock waits together', () => {
    const { all } = budgetOf(UNIT_RETRIES);
    const failures = ['conflict', 'stale-read', 'lock-wait', 'stale-read', 'conflict', 'conflict'] as const;
    all(...failures);
    expect(all('stale-read', 'conflict')).toEqual([retry('stale-read', 349), giveUp('contention')]);
  });

  it('retries one lock wait, and gives up at the second, whatever came between', () => {
    const { all } = budgetOf(UNIT_RETRIES);
    expect(all('lock-wait', 'conflict', 'lock-wait')).toEqual([
      retry('lock-wait', 49),
      retry('conflict', 99),
      giveUp('contention'),
    ]);
  });

  it.each([...CONFLICTS, 'lock-wait'] as const)(
    'gives up at a %s once six seconds have passed since it began',
    (kind) => {
      const early = budgetOf(UNIT_RETRIES);
      early.time.now += 5_999;
      expect(early.budget.after(kind)).toMatchObject({ action: 'retry', reason: kind });
      const late = budgetOf(UNIT_RETRIES);
      late.time.now += 6_000;
      expect(late.budget.after(kind)).toEqual(giveUp('contention'));
    },
  );
});

describe.each([
  ['of immediate retries', IMMEDIATE_RETRIES],
  ['of idempotent work', IDEMPOTENT_RETRIES],
] as const)('the retry budget %s', (_name, policy) => {
  it.each([...CONFLICTS, 'lock-wait'] as const)(
    'retries a %s four times at once, however long it takes',
    (kind) => {
      const { time, all } = budgetOf(policy);
      time.now += 3_600_000;
      expect(all(...times(5, kind))).toEqual([...times(4, retry(kind, 0)), giveUp('contention')]);
    },
  );
});

describe.each(POLICIES)('the retry budget %s', (_name, policy) => {
  it('retries a key in use at once for five seconds', () => {
    const { time, budget, all } = budgetOf(policy);
    time.now += 4_999;
    expect(all(...times(20, 'key-in-use' as const))).toEqual(times(20, retry('key-in-use', 0)));
    time.now += 1;
    expect(budget.after('key-in-use')).toEqual(giveUp('key-in-use'));
  });

  it('retries a lost connection once, after 100 ms', () => {
    const { all } = budgetOf(policy);
    expect(all('connection-lost', 'connection-lost')).toEqual([
      retry('connection-lost', 100),
      giveUp('connection-lost'),
    ]);
  });

  it('counts conflicts and lost connections apart', () => {
    const { all } = budgetOf(policy);
    all(...times(policy.conflictsMax - 1, 'conflict' as const));
    expect(all('connection-lost', 'conflict')).toEqual([retry('connection-lost', 100), giveUp('contention')]);
  });

  it.each(['server-error', 'rejected', 'final'] as const)('does not retry: %s', (kind) => {
    expect(budgetOf(policy).budget.after(kind)).toEqual(giveUp('final'));
  });
});

describe('a commit in doubt', () => {
  it('is not retried by work that cannot find out whether it was committed', () => {
    expect(budgetOf(IMMEDIATE_RETRIES).budget.after('commit-in-doubt')).toEqual(giveUp('commit-in-doubt'));
  });

  describe.each([
    ['of a unit', UNIT_RETRIES],
    ['of idempotent work', IDEMPOTENT_RETRIES],
  ] as const)('in the retry budget %s', (_name, policy) => {
    const again = retry('commit-in-doubt', 400);

    it('is retried five times, 400 ms apart', () => {
      const { all } = budgetOf(policy);
      const doubts = times(6, 'commit-in-doubt' as const);
      expect(all(...doubts)).toEqual([...times(5, again), giveUp('commit-in-doubt')]);
    });

    it.each(['connection-lost', 'server-error'] as const)(
      'is retried for the same time when later runs fail by: %s',
      (kind) => {
        const { all } = budgetOf(policy);
        expect(all('commit-in-doubt', ...times(5, kind))).toEqual([
          ...times(5, again),
          giveUp('commit-in-doubt'),
        ]);
      },
    );

    it('counts a connection that was lost before', () => {
      const { all } = budgetOf(policy);
      const failures = ['connection-lost', ...times(5, 'commit-in-doubt' as const)] as const;
      expect(all(...failures)).toEqual([
        retry('connection-lost', 100),
        ...times(4, again),
        giveUp('commit-in-doubt'),
      ]);
    });

    it('is the reason for giving up when conflicts use up the budget', () => {
      const { all } = budgetOf(policy);
      const conflicts = times(policy.conflictsMax, 'stale-read' as const);
      const steps = all('commit-in-doubt', ...conflicts);
      expect(steps.slice(1, -1).map(({ action }) => action)).toEqual(times(policy.conflictsMax - 1, 'retry'));
      expect(steps.at(-1)).toEqual(giveUp('commit-in-doubt'));
    });

    it('is the reason for giving up when the key stays in use', () => {
      const { time, budget } = budgetOf(policy);
      budget.after('commit-in-doubt');
      time.now += 5_000;
      expect(budget.after('key-in-use')).toEqual(giveUp('commit-in-doubt'));
    });

    it('is the reason for giving up when no retry helps', () => {
      const { all } = budgetOf(policy);
      expect(all('commit-in-doubt', 'conflict', 'final').at(-1)).toEqual(giveUp('commit-in-doubt'));
    });

    it('is resolved when the work itself rejects the request', () => {
      const { all } = budgetOf(policy);
      expect(all('commit-in-doubt', 'rejected').at(-1)).toEqual(giveUp('final'));
    });
  });
});
