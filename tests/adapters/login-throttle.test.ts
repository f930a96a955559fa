import { describe, expect, it } from 'vitest';
import { WaitingLoginThrottle } from '../../src/adapters/throttle/login-throttle.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { startProcess } from '../support/processes/process.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The longest wait of an attempt after its turn has come, in milliseconds. */
const WAIT_MAX = SECOND;

/** The longest wait for a turn, in milliseconds; attempts beyond that are rejected. */
const QUEUE_MAX = 10 * SECOND;

/** A throttle whose time only a test advances; waits are recorded, and end at once. */
function throttleWithClock() {
  const time = { now: 1_000_000, waits: [] as number[] };
  const clock = { now: () => time.now };
  const pause = async (milliseconds: number) => {
    time.waits.push(milliseconds);
  };
  return { throttle: new WaitingLoginThrottle(clock, pause), time };
}

/** Makes attempts to log in; returns how long each had to wait, in milliseconds. */
async function waitsOf(
  attempts: number,
  who: (attempt: number) => readonly [email: string, address: string],
  { throttle, time } = throttleWithClock(),
): Promise<number[]> {
  time.waits.length = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = time.waits.length;
    await throttle.admit(...who(attempt));
    if (time.waits.length === before) time.waits.push(0);
    // With a second between attempts, none waits for its turn.
    time.now += SECOND;
  }
  return [...time.waits];
}

const free = (waits: readonly number[]) => waits.findIndex((wait) => wait > 0);

describe('the throttle of logins', () => {
  it('slows down guesses from one address at one account, up to one second each', async () => {
    const waits = await waitsOf(20, () => ['ada', 'here']);
    expect(waits.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 50, 100, 200, 400]);
    expect(waits.slice(9)).toEqual([800, ...Array<number>(10).fill(WAIT_MAX)]);
  });

  it('slows down guesses at one account from many addresses', async () => {
    const waits = await waitsOf(30, (attempt) => ['ada', `address ${attempt}`]);
    expect(free(waits)).toBe(20);
    expect(waits.at(-1)).toBe(WAIT_MAX);
  });

  it('slows down one address that tries many accounts', async () => {
    const waits = await waitsOf(110, (attempt) => [`account ${attempt}`, 'here']);
    expect(free(waits)).toBe(100);
    expect(waits.at(-1)).toBe(WAIT_MAX);
  });

  it('does not slow down other accounts from other addresses', async () => {
    const one = throttleWithClock();
    await waitsOf(50, () => ['ada', 'here'], one);
    expect(await waitsOf(5, () => ['max', 'there'], one)).toEqual([0, 0, 0, 0, 0]);
  });

  it('lets the owner of a guessed account log in after at most one second', async () => {
    const one = throttleWithClock();
    await waitsOf(500, (attempt) => ['ada', `address ${attempt % 50}`], one);
    expect(await waitsOf(1, () => ['ada', 'at home'], one)).toEqual([WAIT_MAX]);
  });

  it('resets after a successful login from that address', async () => {
    const one = throttleWithClock();
    await waitsOf(10, () => ['ada', 'here'], one);
    one.throttle.succeeded('ada', 'here');
    expect(await waitsOf(5, () => ['ada', 'here'], one)).toEqual([0, 0, 0, 0, 0]);
  });

  it('does not count successful logins against their account or address', async () => {
    const one = throttleWithClock();
    for (let login = 0; login < 300; login += 1) {
      expect(await waitsOf(1, () => ['ada', 'here'], one)).toEqual([0]);
      one.throttle.succeeded('ada', 'here');
    }
  });

  it('rejects a burst when too many wait for their turn, with Retry-After, and admits some after it', async () => {
    const { throttle, time } = throttleWithClock();
    const burst = async () => {
      const attempts = Array.from({ length: 80 }, () => throttle.admit('ada', 'here'));
      const outcomes = await Promise.allSettled(attempts);
      return outcomes.flatMap((outcome): unknown[] =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
    };
    const rejected = await burst();
    // Five attempts pass at once, and 41 get a turn within ten seconds, four a second.
    expect(rejected).toHaveLength(80 - 5 - 41);
    for (const reason of rejected) {
      expect(reason).toBeInstanceOf(Refusal);
      expect(reason).toMatchObject({ code: 'rate-limited', extras: { retryAfterSeconds: 2 } });
    }
    expect(Math.max(...time.waits)).toBeLessThanOrEqual(QUEUE_MAX + WAIT_MAX);
    // Attempts from another address do not wait for the burst.
    await expect(throttle.admit('ada', 'at home')).resolves.toBeUndefined();
    time.now += 2 * SECOND;
    expect(await burst()).toHaveLength(80 - 8);
  });

  it('does not lengthen waits when the clock is set back', async () => {
    const { throttle, time } = throttleWithClock();
    const burst = Array.from({ length: 40 }, () => throttle.admit('ada', 'here'));
    await Promise.all(burst);
    time.now -= 60 * MINUTE;
    time.waits.length = 0;
    await expect(throttle.admit('ada', 'here')).resolves.toBeUndefined();
    await expect(throttle.admit('ada', 'here')).resolves.toBeUndefined();
    expect(time.waits).toEqual([WAIT_MAX, WAIT_MAX + SECOND / 4]);
  });

  it('does not count rejected attempts', async () => {
    const one = throttleWithClock();
    const attempts = Array.from({ length: 500 }, () => one.throttle.admit('ada', 'here'));
    expect((await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected')).not.toEqual(
      [],
    );
    one.time.now += MINUTE;
    // The address counts 46 attempts, not 500, so attempts at other accounts are not slowed down.
    expect(await waitsOf(50, (attempt) => [`account ${attempt}`, 'here'], one)).toEqual(Array(50).fill(0));
  });
});

describe('a process under password guessing', () => {
  const ada = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };

  it(
    'rejects a burst of guesses, and lets the owner log in during and after it',
    { timeout: 90_000 },
    async () => {
      const holdfast = await startProcess({ TRUST_PROXY: '1', LOG_LEVEL: 'error' });
      try {
        const login = (password: string, address: string) =>
          holdfast.api.post(
            '/auth/login',
            { email: ada.email, password },
            { headers: { 'X-Forwarded-For': address } },
          );
        expect((await holdfast.api.post('/auth/register', ada)).status).toBe(201);
        const burst = Promise.all(Array.from({ length: 80 }, (_, n) => login(`guess ${n}`, '203.0.113.7')));
        const [during] = await Promise.all([login(ada.password, '198.51.100.7'), burst]);
        expect(during.status).toBe(200);
        const answers = await burst;
        const rejected = answers.filter(({ status }) => status === 429);
        expect(rejected).not.toEqual([]);
        for (const { body, headers } of rejected) {
          expect(body.code).toBe('rate-limited');
          expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        }
        // All admitted guesses were wrong.
        const guessed = answers.filter(({ status }) => status !== 429);
        expect(new Set(guessed.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
          new Set(['401 invalid-credentials']),
        );
        expect((await login(ada.password, '203.0.113.7')).status).toBe(200);
      } finally {
        await holdfast.stop();
      }
    },
  );
});
