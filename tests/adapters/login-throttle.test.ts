import { describe, expect, it } from 'vitest';
import { WaitingLoginThrottle } from '../../src/adapters/throttle/login-throttle.js';
import { Refusal } from '../../src/domain/shared/refusal.js';
import { startProcess } from '../support/process.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** No attempt waits longer than this, once it is its turn. */
const WAIT_MAX = SECOND;

/** Nobody waits for a turn longer than this, and more than this many at once never get one. */
const QUEUE_MAX = 10 * SECOND;

/** A throttle whose time stands still, but for what a test lets pass; waits are written down, and over at once. */
function throttleWithClock() {
  const time = { now: 1_000_000, waits: [] as number[] };
  const clock = { now: () => time.now };
  const pause = async (milliseconds: number) => {
    time.waits.push(milliseconds);
  };
  return { throttle: new WaitingLoginThrottle(clock, pause), time };
}

/** Who tries to log in how often, and how many of the attempts had to wait for how long. */
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
    // So that no turn is waited for, but the wait itself.
    time.now += SECOND;
  }
  return [...time.waits];
}

const free = (waits: readonly number[]) => waits.findIndex((wait) => wait > 0);

describe('the throttle of logins', () => {
  it('lets one address guess at one account a few times, then slower and slower, a second at most', async () => {
    const waits = await waitsOf(20, () => ['ada', 'here']);
    expect(waits.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 50, 100, 200, 400]);
    expect(waits.slice(9)).toEqual([800, ...Array<number>(10).fill(WAIT_MAX)]);
  });

  it('slows down guesses at one account from anywhere', async () => {
    const waits = await waitsOf(30, (attempt) => ['ada', `address ${attempt}`]);
    expect(free(waits)).toBe(20);
    expect(waits.at(-1)).toBe(WAIT_MAX);
  });

  it('slows down one address that tries many accounts', async () => {
    const waits = await waitsOf(110, (attempt) => [`account ${attempt}`, 'here']);
    expect(free(waits)).toBe(100);
    expect(waits.at(-1)).toBe(WAIT_MAX);
  });

  it('lets everybody else alone', async () => {
    const one = throttleWithClock();
    await waitsOf(50, () => ['ada', 'here'], one);
    expect(await waitsOf(5, () => ['max', 'there'], one)).toEqual([0, 0, 0, 0, 0]);
  });

  it('locks nobody out: whoever owns the account waits a second at most', async () => {
    const one = throttleWithClock();
    await waitsOf(500, (attempt) => ['ada', `address ${attempt % 50}`], one);
    expect(await waitsOf(1, () => ['ada', 'at home'], one)).toEqual([WAIT_MAX]);
  });

  it('forgets what went before a login of that address', async () => {
    const one = throttleWithClock();
    await waitsOf(10, () => ['ada', 'here'], one);
    one.throttle.succeeded('ada', 'here');
    expect(await waitsOf(5, () => ['ada', 'here'], one)).toEqual([0, 0, 0, 0, 0]);
  });

  it('counts no login that succeeds against its account or its address', async () => {
    const one = throttleWithClock();
    for (let login = 0; login < 300; login += 1) {
      expect(await waitsOf(1, () => ['ada', 'here'], one)).toEqual([0]);
      one.throttle.succeeded('ada', 'here');
    }
  });

  it('refuses a burst once too many wait their turn, says when to come back, and takes some then', async () => {
    const { throttle, time } = throttleWithClock();
    const burst = async () => {
      const attempts = Array.from({ length: 80 }, () => throttle.admit('ada', 'here'));
      const outcomes = await Promise.allSettled(attempts);
      return outcomes.flatMap((outcome): unknown[] =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
    };
    const refused = await burst();
    // Five are free, and 41 have a turn within ten seconds, four a second.
    expect(refused).toHaveLength(80 - 5 - 41);
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(Refusal);
      expect(reason).toMatchObject({ code: 'rate-limited', extras: { retryAfterSeconds: 2 } });
    }
    expect(Math.max(...time.waits)).toBeLessThanOrEqual(QUEUE_MAX + WAIT_MAX);
    // Nobody else waits for them.
    await expect(throttle.admit('ada', 'at home')).resolves.toBeUndefined();
    time.now += 2 * SECOND;
    expect(await burst()).toHaveLength(80 - 8);
  });

  it('keeps nobody waiting for longer because the clock is set back', async () => {
    const { throttle, time } = throttleWithClock();
    const burst = Array.from({ length: 40 }, () => throttle.admit('ada', 'here'));
    await Promise.all(burst);
    time.now -= 60 * MINUTE;
    time.waits.length = 0;
    await expect(throttle.admit('ada', 'here')).resolves.toBeUndefined();
    await expect(throttle.admit('ada', 'here')).resolves.toBeUndefined();
    expect(time.waits).toEqual([WAIT_MAX, WAIT_MAX + SECOND / 4]);
  });

  it('does not count whom it refused', async () => {
    const one = throttleWithClock();
    const attempts = Array.from({ length: 500 }, () => one.throttle.admit('ada', 'here'));
    expect((await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected')).not.toEqual(
      [],
    );
    one.time.now += MINUTE;
    // The address has tried 46 times, not 500: fewer than cost anything with other accounts.
    expect(await waitsOf(50, (attempt) => [`account ${attempt}`, 'here'], one)).toEqual(Array(50).fill(0));
  });
});

describe('a process whose passwords are guessed', () => {
  const ada = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };

  it(
    'refuses a burst of guesses, and lets the owner in during it and after it',
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
        const refused = answers.filter(({ status }) => status === 429);
        expect(refused).not.toEqual([]);
        for (const { body, headers } of refused) {
          expect(body.code).toBe('rate-limited');
          expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        }
        // Whoever was let through has guessed wrong, all the same.
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
