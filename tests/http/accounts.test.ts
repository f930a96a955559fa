import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const ada = { email: 'Ada@Example.org', password: 'correct horse battery', name: 'Ada Byron' };

describe('an account', () => {
  it('can be registered, logged into and read', async () => {
    const opened = await service.api.post('/auth/register', ada);
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      user: { email: 'ada@example.org', name: 'Ada Byron', role: 'traveller' },
      expiresIn: 900,
    });
    expect(opened.text).not.toContain('argon2');
    const me = await service.api.as(opened.body.accessToken).get('/auth/me');
    expect(me.body).toEqual({ user: opened.body.user });
    const login = await service.api.post('/auth/login', { email: 'ADA@example.org', password: ada.password });
    expect([login.status, login.body.user]).toEqual([200, opened.body.user]);
  });

  it('needs an e-mail address that no other account has', async () => {
    const duplicate = await service.api.post('/auth/register', { ...ada, email: 'ada@EXAMPLE.org' });
    expect([duplicate.status, duplicate.body.code]).toEqual([409, 'email-taken']);
  });

  it('is not revealed by a failed login', async () => {
    const one = await service.api.post('/auth/login', { email: 'ada@example.org', password: 'wrong' });
    const two = await service.api.post('/auth/login', { email: 'nobody@example.org', password: 'wrong' });
    expect([one.status, one.body.detail]).toEqual([401, two.body.detail]);
  });

  it('slows down password guesses and never locks its owner out', async () => {
    const before = service.clock.now();
    for (let guess = 0; guess < 15; guess += 1) {
      await service.api.post('/auth/login', { email: 'ada@example.org', password: `guess ${guess}` });
    }
    expect(service.clock.now() - before).toBeGreaterThan(5_000);
    const login = await service.api.post('/auth/login', { email: 'ada@example.org', password: ada.password });
    expect(login.status).toBe(200);
  });

  it.each([
    ['an empty string', ''],
    ['blanks', '   '],
    ['a NUL', 'A\0da'],
    ['a line break', 'A\nda'],
    ['a right-to-left override', '\u202eadA'],
    ['a zero-width space', 'A\u200bda'],
    ['only an emoji', '😀'],
    ['a lone surrogate', 'A\ud800'],
    ['101 letters', 'x'.repeat(101)],
    ['a number', 7],
    ['an object', { $ne: '' }],
  ])('is not registered when its name is %s', async (_, name) => {
    const response = await service.api.post('/auth/register', { ...ada, email: 'lise@example.org', name });
    expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
    expect(response.body.errors.map((error: Json) => error.pointer)).toEqual(['/name']);
    const login = await service.api.post('/auth/login', {
      email: 'lise@example.org',
      password: ada.password,
    });
    expect(login.status).toBe(401);
  });

  it('is not registered with a name of 1 MB', async () => {
    const response = await service.api.post('/auth/register', { ...ada, name: 'a'.repeat(1_000_000) });
    expect([response.status, response.body.code]).toEqual([413, 'body-too-large']);
  });

  it('cannot choose its role', async () => {
    const sneaky = { ...ada, email: 'eve@example.org', role: 'admin' };
    const response = await service.api.post('/auth/register', sneaky);
    expect([response.status, response.body.errors[0].pointer]).toEqual([400, '/role']);
  });
});

describe('a refresh token', () => {
  const refresh = (refreshToken: string) => service.api.post('/auth/refresh', { refreshToken });
  const open = async (email: string) => (await service.api.post('/auth/register', { ...ada, email })).body;

  it('is valid once; a reuse after ten seconds revokes its whole family', async () => {
    const first = await open('max@example.org');
    const second = await refresh(first.refreshToken);
    expect([second.status, second.body.user]).toEqual([200, first.user]);
    service.clock.advance(11_000);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
  });

  it('returns the same successor within ten seconds, for two tabs or after a lost response', async () => {
    const first = await open('tabs@example.org');
    const responses = await Promise.all(Array.from({ length: 3 }, () => refresh(first.refreshToken)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [successor, ...others] = [...new Set(responses.map(({ body }) => body.refreshToken))];
    expect([others, successor === first.refreshToken]).toEqual([[], false]);
    // One tab is late; the other one has already used the successor.
    const next = await refresh(successor);
    expect(next.status).toBe(200);
    service.clock.advance(4_000);
    expect((await refresh(first.refreshToken)).body.refreshToken).toBe(successor);
    expect((await refresh(successor)).body.refreshToken).toBe(next.body.refreshToken);
    for (const { body } of responses)
      expect((await service.api.as(body.accessToken).get('/auth/me')).status).toBe(200);
    service.clock.advance(9_000);
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(next.body.refreshToken)).status).toBe(401);
  });

  it('is invalid after logout, even within ten seconds', async () => {
    const first = await open('gone@example.org');
    const second = await refresh(first.refreshToken);
    await service.api.post('/auth/logout', { refreshToken: second.body.refreshToken });
    expect((await refresh(first.refreshToken)).status).toBe(401);
  });

  it('is revoked by logout', async () => {
    const session = (
      await service.api.post('/auth/login', { email: 'ada@example.org', password: ada.password })
    ).body;
    const other = (
      await service.api.post('/auth/login', { email: 'ada@example.org', password: ada.password })
    ).body;
    expect((await service.api.post('/auth/logout', { refreshToken: session.refreshToken })).status).toBe(204);
    expect((await service.api.post('/auth/refresh', { refreshToken: session.refreshToken })).status).toBe(
      401,
    );
    expect((await service.api.post('/auth/refresh', { refreshToken: other.refreshToken })).status).toBe(200);
    expect((await service.api.post('/auth/logout', { refreshToken: 'unknown' })).status).toBe(204);
  });

  it('expires after thirty days', async () => {
    const session = (
      await service.api.post('/auth/login', { email: 'ada@example.org', password: ada.password })
    ).body;
    service.clock.advance(30 * 86_400_000);
    expect((await service.api.post('/auth/refresh', { refreshToken: session.refreshToken })).status).toBe(
      401,
    );
  });
});
