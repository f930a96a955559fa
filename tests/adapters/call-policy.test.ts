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

/** A policy, with what it told of itself. */
function observed() {
  const outcomes: string[] = [];
  const breaker: boolean[] = [];
  const policy = new CallPolicy({
    called: (outcome) => outcomes.push(outcome),
    breaker: (isOpen) => breaker.push(isOpen),
  });
  return { policy, outcomes, breaker };
}

/** Another role that fails so many times before it answers. */
function failing(times: number) {
  let calls = 0;
  const call = async () => {
    calls += 1;
    if (calls <= times) throw new LinkFailure('got no answer');
    return 'an answer';
  };
  return { call, calls: () => calls };
}

/** What becomes of a call once all pauses are over. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  const settled = call.then(
    (value) => value,
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(500);
  return await settled;
}

describe('asking the other role', () => {
  it('asks once more when there was no answer', async () => {
    const { policy, outcomes } = observed();
    const { call, calls } = failing(1);
    expect(await outcomeOf(policy.execute(call))).toBe('an answer');
    expect([calls(), outcomes]).toEqual([2, ['answered']]);
  });

  it('asks for each request in its own name, though it waited for its turn', async () => {
    const { policy } = observed();
    const asked = Array.from({ length: 40 }, (_, index) => {
      const context = { requestId: `r-${index}`, traceparent: undefined, isAbandoned: () => false };
      return requestContext.run(context, () =>
        policy.execute(async () => {
          // Until others have come, who wait.
          await Promise.resolve();
          return requestContext.getStore()?.requestId;
        }),
      );
    });
    expect(await outcomeOf(Promise.all(asked))).toEqual(asked.map((_, index) => `r-${index}`));
  });

  it('gives up after the second time', async () => {
    const { policy, outcomes } = observed();
    const { call, calls } = failing(10);
    expect(await outcomeOf(policy.execute(call))).toBeInstanceOf(LinkFailure);
    expect([calls(), outcomes]).toEqual([2, ['failed']]);
  });

  it('does not repeat what is no failure of the other role', async () => {
    const { policy } = observed();
    let calls = 0;
    const broken = policy.execute(async () => {
      calls += 1;
      throw new Error('a mistake of ours');
    });
    expect(await outcomeOf(broken)).toMatchObject({ message: 'a mistake of ours' });
    expect(calls).toBe(1);
  });

  it('leaves it alone after five failures in a row, and asks again after a second', async () => {
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

  it('asks again after a second though the clock is set back by an hour meanwhile', async () => {
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

  it('lets so many ask at once, so many wait, and turns the others away at once', async () => {
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
