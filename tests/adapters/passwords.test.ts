import { describe, expect, it } from 'vitest';
import { Argon2Passwords } from '../../src/adapters/passwords/argon2-passwords.js';
import { requestContext } from '../../src/adapters/request-context.js';
import { Refusal } from '../../src/domain/shared/refusal.js';

/** The lowest cost that argon2 allows: a few thousandths of the real one. */
const LEAST = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** The number of waiting logins that a process must accept. */
const PROMISED = 2_000;

/** Far more logins than any process lets wait. */
const FLOOD = 6_000;

describe('passwords', () => {
  it('are checked for two thousand concurrent logins', async () => {
    const passwords = new Argon2Passwords(LEAST);
    const stored = await passwords.hash('right');
    const crowd = Array.from({ length: PROMISED }, (_, n) => passwords.matches(`${n % 2}`, stored));
    expect(await Promise.all(crowd)).toEqual(Array(PROMISED).fill(false));
    expect(await passwords.matches('right', stored)).toBe(true);
  });

  it('are checked for the first logins of a flood and for logins after it, while the rest is rejected', async () => {
    const passwords = new Argon2Passwords(LEAST);
    const stored = await passwords.hash('right');
    const flood = Array.from({ length: FLOOD }, () => passwords.matches('right', stored));
    const outcomes = await Promise.allSettled(flood);
    const served = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(served).toBeGreaterThanOrEqual(PROMISED);
    expect(served).toBeLessThan(FLOOD);
    expect(outcomes.slice(0, served).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const outcome of outcomes.slice(served)) {
      const { reason } = outcome as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(Refusal);
      expect(reason).toMatchObject({ code: 'overloaded', extras: { retryAfterSeconds: 2 } });
    }
    expect(await passwords.matches('right', stored)).toBe(true);
  });

  it('are not checked for a client that disconnected while it waited', async () => {
    const passwords = new Argon2Passwords(LEAST);
    const stored = await passwords.hash('right');
    const check = (isGone: boolean) =>
      requestContext.run({ requestId: 'r', traceparent: undefined, isAbandoned: () => isGone }, () =>
        passwords.matches('right', stored),
      );
    await expect(check(true)).rejects.toMatchObject({ code: 'overloaded' });
    expect(await check(false)).toBe(true);
    expect(passwords.load).toMatchObject({ used: 0, waiting: 0 });
  });

  it('are checked for all waiting logins, also when earlier ones are done', async () => {
    const passwords = new Argon2Passwords(LEAST);
    const stored = await passwords.hash('right');
    const crowd = Array.from({ length: 8 }, async () => {
      let isDone = false;
      const context = { requestId: 'r', traceparent: undefined, isAbandoned: () => isDone };
      const matches = await requestContext.run(context, () => passwords.matches('right', stored));
      // Like a response, which counts as abandoned once it is sent.
      isDone = true;
      return matches;
    });
    expect(await Promise.all(crowd)).toEqual(Array(8).fill(true));
  });

  it('never match when there is no account, not even the password of the stand-in hash', async () => {
    const passwords = new Argon2Passwords(LEAST);
    expect(await passwords.matches('nobody has this password', null)).toBe(false);
  });
});
