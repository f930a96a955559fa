import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe('a process', () => {
  it('returns its liveness, readiness, version and metrics', async () => {
    expect((await service.api.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await service.api.get('/readyz')).body).toMatchObject({ status: 'ready', role: 'all' });
    expect((await service.api.get('/version')).body).toMatchObject({ name: 'holdfast', role: 'all' });
    expect((await service.api.get('/metrics')).text).toContain(
      'holdfast_http_request_duration_seconds_count',
    );
  });

  it('redirects / to documentation that loads nothing from other hosts', async () => {
    const root = await service.api.get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
    const page = await service.api.get('/docs', { headers: { Accept: 'text/html' } });
    expect(page.status).toBe(200);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      expect((await service.api.get(link)).status).toBe(200);
    }
  });

  it('fits the documentation to the width of a phone', async () => {
    const page = await service.api.get('/docs', { headers: { Accept: 'text/html' } });
    expect(page.text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1" />');
    // Tables, the list of servers and input fields overflowed 360 pixels in Chromium.
    const style = await service.api.get('/docs/page.css');
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    for (const part of ['.opblock-body table', '.scheme-container select', '.opblock-body input'])
      expect(style.text).toContain(part);
  });

  it('returns the request id of the client, or makes one', async () => {
    const mine = await service.api.get('/nowhere', { headers: { 'X-Request-Id': 'req-1' } });
    expect([mine.headers.get('x-request-id'), mine.body.requestId]).toEqual(['req-1', 'req-1']);
    const made = await service.api.get('/nowhere', { headers: { 'X-Request-Id': 'two words' } });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.body.requestId).toBe(made.headers.get('x-request-id'));
  });
});
