import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
afterEach(() => service.stop());

/** More than one address may guess at one account before it waits, and fewer than may do so from anywhere. */
const GUESSES = 10;

/** Guesses a password again and again, and answers how often that had to wait. */
async function waitsFor(forwardedFor: (guess: number) => string): Promise<number> {
  // Waiting moves the clock of a test.
  const waits = vi.spyOn(service.clock, 'advance');
  for (let guess = 0; guess < GUESSES; guess += 1) {
    const headers = { 'X-Forwarded-For': forwardedFor(guess) };
    const body = { email: 'ada@example.org', password: `guess ${guess}` };
    expect((await service.api.post('/auth/login', body, { headers })).status).toBe(401);
  }
  return waits.mock.calls.length;
}

describe('who guesses passwords', () => {
  it('is known behind a proxy by the last address, which the proxy wrote', async () => {
    service = await startTestService({ TRUST_PROXY: '1' });
    expect(await waitsFor((guess) => `203.0.113.${guess}, 198.51.100.7`)).toBeGreaterThan(0);
  });

  it('keeps nobody behind the same proxy waiting', async () => {
    service = await startTestService({ TRUST_PROXY: '1' });
    expect(await waitsFor((guess) => `198.51.100.7, 203.0.113.${guess}`)).toBe(0);
  });

  it('is not believed without a proxy', async () => {
    service = await startTestService();
    expect(await waitsFor((guess) => `198.51.100.7, 203.0.113.${guess}`)).toBeGreaterThan(0);
  });
});
