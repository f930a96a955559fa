import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallPolicy } from '../../src/adapters/role-clients/call-policy.js';
import { LinkFailure } from '../../src/adapters/role-clients/link-failure.js';
import { requestContext } from '../../src/adapters/request-context.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A policy, and the outcomes and breaker states that it reported. */
function observed() {
  const outcomes: string[] = [];
  const breaker: boolean[] = [];
  const policy = new CallPolicy({
    called: (outcome) => outcomes.push(outcome),
    breaker: (isOpen) => breaker.push(isOpen),
  });
  return { policy, outcomes, breaker };
}

/** The other role, which fails that many times before it responds. */
function failing(times: number) {
  let calls = 0;
  const call = async () => {
    calls += 1;
    if (calls <= times) throw new LinkFailure('got no answer');
    return 'an answer';
  };
  return { call, calls: () => calls };
}

/** The value or the error of a call after all its pauses. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  const settled = call.then(
    (value) => value,
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(500);
  return await settled;
}

describe('a call to the other role', () => {
  it('is retried once without a response', async () => {
    const { policy, outcomes } = observed();
    const { call, calls } = failing(1);
    expect(await outcomeOf(policy.execute(call))).toBe('an answer');
    expect([calls(), outcomes]).toEqual([2, ['answered']]);
  });

  it('runs in the context of its own request, even after waiting for its turn', async () => {
    const { policy } = observed();
    const calls = Array.from({ length: 40 }, (_, index) => {
      const context = { requestId: `r-${index}`, traceparent: undefined, isAbandoned: () => false };
      return requestContext.run(context, () =>
        policy.execute(async () => {
          // Further calls arrive meanwhile, and wait.
          await Promise.resolve();
          return requestContext.getStore()?.requestId;
        }),
      );
    });
    expect(await outcomeOf(Promise.all(calls))).toEqual(calls.map((_, index) => `r-${index}`));
  });

  it('fails after the second attempt', async () => {
    const { policy, outcomes } = observed();
    const { call, calls } = failing(10);
    expect(await outcomeOf(policy.execute(call))).toBeInstanceOf(LinkFailure);
    expect([calls(), outcomes]).toEqual([2, ['failed']]);
  });

  it('is not retried after an error of the caller', async () => {
    const { policy } = observed();
    let calls = 0;
    const broken = policy.execute(async () => {
      calls += 1;
      throw new Error('a bug of the caller');
    });
    expect(await outcomeOf(broken)).toMatchObject({ message: 'a bug of the caller' });
    expect(calls).toBe(1);
  });

  it('fails at once after five failures in a row, and is tried again after a second', async () => {
    const { policy, outcomes, breaker } = observed();
    const { call, calls } = failing(5);
    for (let n = 0; n < 3; n += 1) await outcomeOf(policy.execute(call));
    expect([calls(), breaker]).toEqual([5, [true]]);
    expect(await outcomeOf(policy.execute(call))).toBeInstanceOf(LinkFailure);
    expect([calls(), outcomes.at(-1)]).toEqual([5, 'refused']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcomeOf(policy.execute(call))).toBe('an answer');
    expect(breaker.at(-1)).toBe(false);
  });

  it('is tried again after a second even when the clock is set back by an hour', async () => {
    const { policy, breaker } = observed();
    const { call } = failing(6);
    for (let n = 0; n < 3; n += 1) await outcomeOf(policy.execute(call));
    expect(breaker).toEqual([true]);
    vi.setSystemTime(Date.now() - 3_600_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcomeOf(policy.execute(call))).toBeInstanceOf(LinkFailure);
    expect(breaker).toEqual([true, true]);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(await outcomeOf(policy.execute(call))).toBeInstanceOf(LinkFailure);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcomeOf(policy.execute(call))).toBe('an answer');
  });

  it('runs beside 31 others while 500 wait, and fails at once beyond that', async () => {
    const { policy, outcomes } = observed();
    const answers: (() => void)[] = [];
    const call = () => new Promise<void>((resolve) => answers.push(resolve));
    const calls = Array.from({ length: 600 }, () => policy.execute(call).catch((error: unknown) => error));
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toHaveLength(32);
    expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(600 - 32 - 500);
    while (answers.length > 0) {
      answers.pop()?.();
      await vi.advanceTimersByTimeAsync(0);
    }
    await Promise.all(calls);
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(532);
  });
});
