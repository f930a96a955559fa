import { describe, expect, it } from 'vitest';
import { UNIT_RETRIES, type FailureKind } from '../../src/application/shared/retry-budget.js';
import { runWithRetries, type RetryOptions } from '../../src/application/shared/run-with-retries.js';

class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    message = '',
  ) {
    super(message);
  }
}

/** Runs work that fails as listed and then succeeds; records its pauses and retries in their order. */
async function run(failures: readonly Failure[], options: Partial<RetryOptions> = {}) {
  const seen: unknown[] = [];
  const left = [...failures];
  const work = async () => {
    seen.push('run');
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return 'done';
  };
  const outcome = await runWithRetries(work, {
    policy: UNIT_RETRIES,
    timing: {
      stopwatch: () => 0,
      pause: async (milliseconds) => void seen.push(milliseconds),
      chance: (limit) => limit / 2,
    },
    classify: (error) => (error as Failure).kind,
    retried: (reason, error) => seen.push([reason, (error as Failure).message]),
    ...options,
  }).catch((error: unknown) => error);
  return { outcome, seen };
}

describe('runWithRetries', () => {
  it('returns the result of the first run that succeeds, and pauses before each retry', async () => {
    const { outcome, seen } = await run([
      new Failure('stale-read', 'one'),
      new Failure('connection-lost', 'two'),
    ]);
    expect(outcome).toBe('done');
    expect(seen).toEqual(['run', ['stale-read', 'one'], 25, 'run', ['connection-lost', 'two'], 100, 'run']);
  });

  it('retries without a pause where the budget asks for none', async () => {
    const { seen } = await run([new Failure('key-in-use', 'one')]);
    expect(seen).toEqual(['run', ['key-in-use', 'one'], 'run']);
  });

  it('throws the last error when the budget is spent', async () => {
    const [first, last] = [new Failure('connection-lost'), new Failure('connection-lost')];
    expect((await run([first, last])).outcome).toBe(last);
  });

  it('throws the error of the commit in doubt, not the one that ended the retries', async () => {
    const [doubt, last] = [new Failure('commit-in-doubt'), new Failure('final')];
    expect((await run([doubt, last])).outcome).toBe(doubt);
  });

  it('throws the rejection that resolves a commit in doubt', async () => {
    const [doubt, rejection] = [new Failure('commit-in-doubt'), new Failure('rejected')];
    expect((await run([doubt, rejection])).outcome).toBe(rejection);
  });

  it('counts a commit in doubt of an earlier run, which a final error does not resolve', async () => {
    const [earlier, last] = [new Failure('commit-in-doubt', 'earlier'), new Failure('final')];
    const { outcome, seen } = await run([last], { doubt: earlier });
    expect(outcome).toBe(earlier);
    expect(seen[0]).toEqual(['commit-in-doubt', 'earlier']);
  });

  it('throws the error that giveUp makes from the reason and the last error', async () => {
    const last = new Failure('final', 'broken');
    const giveUp = (reason: string, error: unknown) => new Error(`${reason}: ${(error as Error).message}`);
    expect((await run([last], { giveUp })).outcome).toMatchObject({ message: 'final: broken' });
  });
});
