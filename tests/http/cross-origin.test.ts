import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../support/test-service.js';

const SHOP = 'https://shop.example';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ CORS_ORIGINS: `${SHOP}, http://localhost:5173` });
});
afterAll(() => service.stop());

const preflight = (origin: string) =>
  fetch(`${service.api.url}/bookings`, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
    },
  });

describe('pages of other origins', () => {
  it('may call if they are listed, with all that the contract takes', async () => {
    const { status, headers } = await preflight(SHOP);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(headers.get('access-control-allow-methods')).toContain('PUT');
    for (const header of ['Authorization', 'Idempotency-Key', 'If-Match'])
      expect(headers.get('access-control-allow-headers')).toContain(header);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('see refusals, too, and what the contract says in headers', async () => {
    const answer = await service.api.get('/bookings', { headers: { Origin: SHOP } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(answer.headers.get('vary')).toMatch(/origin/i);
  });

  it.each(['https://evil.example', 'https://shop.example.evil.example', 'null'])(
    'may not call if they are not: %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await service.api.get('/airlines', { headers: { Origin: origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
