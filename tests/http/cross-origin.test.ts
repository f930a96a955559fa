import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../support/processes/test-service.js';

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
  it('may call if CORS_ORIGINS lists them, with the methods and headers of the contract', async () => {
    const { status, headers } = await preflight(SHOP);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(headers.get('access-control-allow-methods')).toContain('PUT');
    for (const header of ['Authorization', 'Idempotency-Key', 'If-Match'])
      expect(headers.get('access-control-allow-headers')).toContain(header);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('can read problems and the response headers of the contract', async () => {
    const response = await service.api.get('/bookings', { headers: { Origin: SHOP } });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(response.headers.get('vary')).toMatch(/origin/i);
  });

  it.each(['https://evil.example', 'https://shop.example.evil.example', 'null'])(
    'may not call if they are not listed: %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const response = await service.api.get('/airlines', { headers: { Origin: origin } });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
