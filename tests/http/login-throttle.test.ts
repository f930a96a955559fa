import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
afterEach(() => service.stop());

/** More guesses than one address may make at an account without waiting, and fewer than all addresses together may. */
const GUESSES = 10;

/** Guesses passwords, and returns how many guesses had to wait. */
async function waitsFor(forwardedFor: (guess: number) => string): Promise<number> {
  // In tests, waiting advances the clock.
  const waits = vi.spyOn(service.clock, 'advance');
  for (let guess = 0; guess < GUESSES; guess += 1) {
    const headers = { 'X-Forwarded-For': forwardedFor(guess) };
    const body = { email: 'ada@example.org', password: `guess ${guess}` };
    expect((await service.api.post('/auth/login', body, { headers })).status).toBe(401);
  }
  return waits.mock.calls.length;
}

describe('the login throttle', () => {
  it('takes the last address behind a proxy, which the proxy wrote', async () => {
    service = await startTestService({ TRUST_PROXY: '1' });
    expect(await waitsFor((guess) => `203.0.113.${guess}, 198.51.100.7`)).toBeGreaterThan(0);
  });

  it('does not delay other clients behind the same proxy', async () => {
    service = await startTestService({ TRUST_PROXY: '1' });
    expect(await waitsFor((guess) => `198.51.100.7, 203.0.113.${guess}`)).toBe(0);
  });

  it('ignores X-Forwarded-For without a proxy', async () => {
    service = await startTestService();
    expect(await waitsFor((guess) => `198.51.100.7, 203.0.113.${guess}`)).toBeGreaterThan(0);
  });
});
