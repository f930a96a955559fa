import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiAnswer, Json } from '../support/clients/api-client.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const NAME = 'holdfast_refresh';
const PASSWORD = 'correct horse battery';
const CLEARED = `${NAME}=; Path=/auth; Max-Age=0; HttpOnly; SameSite=Strict`;

let accounts = 0;
const newAccount = () => ({
  email: `cookie-${(accounts += 1)}@example.org`,
  password: PASSWORD,
  name: 'Ada',
});

/** The token of the cookie that a response sets; undefined if it sets none. */
const tokenOf = ({ headers }: ApiAnswer<Json>) =>
  /^holdfast_refresh=([^;]*)/.exec(headers.get('set-cookie') ?? '')?.[1];

const post = (path: string, token: string, headers: Record<string, string> = {}, body?: unknown) =>
  service.api.send('POST', path, { headers: { Cookie: `${NAME}=${token}`, ...headers }, body });

async function open(): Promise<string> {
  const opened = await service.api.post('/auth/register', { ...newAccount(), session: 'cookie' });
  expect(opened.status).toBe(201);
  return tokenOf(opened) ?? '';
}

describe('a login that asks for a cookie', () => {
  it('gets its refresh token in a cookie that neither scripts nor other sites nor other paths get', async () => {
    const account = newAccount();
    const opened = await service.api.post('/auth/register', { ...account, session: 'cookie' });
    const { email, password } = account;
    const login = await service.api.post('/auth/login', { email, password, session: 'cookie' });
    for (const answer of [opened, login]) {
      expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresIn', 'user']);
      expect(answer.headers.get('set-cookie')).toMatch(
        /^holdfast_refresh=[\w.-]{20,}; Path=\/auth; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
      );
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect((await service.api.as(answer.body.accessToken).get('/auth/me')).status).toBe(200);
    }
  });

  it('gets no cookie unless it asks', async () => {
    const opened = await service.api.post('/auth/register', newAccount());
    expect([opened.headers.get('set-cookie'), typeof opened.body.refreshToken]).toEqual([null, 'string']);
    const { body, headers } = await service.api.post('/auth/refresh', {
      refreshToken: opened.body.refreshToken,
    });
    expect([headers.get('set-cookie'), typeof body.refreshToken]).toEqual([null, 'string']);
  });

  it.each(['body', 'Cookie', '', true, null])('is rejected if it asks for a session %j', async (session) => {
    const answer = await service.api.post('/auth/register', { ...newAccount(), session });
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, '/session']);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('gets a cookie for HTTPS alone if the gateway says that it came over HTTPS', async () => {
    const behindGateway = await startTestService({ TRUST_PROXY: '1' });
    try {
      for (const [proto, isSecure] of [
        ['https', true],
        ['http', false],
      ] as const) {
        const headers = { 'X-Forwarded-Proto': proto };
        const body = { ...newAccount(), session: 'cookie' };
        const opened = await behindGateway.api.post('/auth/register', body, { headers });
        expect(opened.headers.get('set-cookie')?.endsWith('; Secure')).toBe(isSecure);
      }
    } finally {
      await behindGateway.stop();
    }
    const untrusted = { headers: { 'X-Forwarded-Proto': 'https' } };
    const opened = await service.api.post(
      '/auth/register',
      { ...newAccount(), session: 'cookie' },
      untrusted,
    );
    expect(opened.headers.get('set-cookie')).not.toContain('Secure');
  });
});

describe('a refresh with the cookie', () => {
  it.each([
    ['without a body', undefined],
    ['with an empty object', {}],
  ])('%s spends its token and sets the next one', async (_, body) => {
    const first = await open();
    const refreshed = await post('/auth/refresh', first, {}, body);
    const second = tokenOf(refreshed);
    expect([refreshed.status, refreshed.body.refreshToken]).toEqual([200, undefined]);
    expect(refreshed.headers.get('set-cookie')).toContain('; Max-Age=2592000; HttpOnly; SameSite=Strict');
    expect([second === first, typeof second]).toEqual([false, 'string']);
    expect((await service.api.as(refreshed.body.accessToken).get('/auth/me')).status).toBe(200);
    expect((await post('/auth/refresh', second ?? '')).status).toBe(200);
  });

  it('gets the same successor within ten seconds; later it is rejected, and the whole login ends', async () => {
    const first = await open();
    const both = await Promise.all([post('/auth/refresh', first), post('/auth/refresh', first)]);
    const [second, again] = both.map(tokenOf);
    expect(second).toBe(again);
    service.clock.advance(11_000);
    for (const token of [first, second ?? '']) {
      const late = await post('/auth/refresh', token);
      expect([late.status, late.body.code]).toEqual([401, 'unauthenticated']);
      expect(late.headers.get('set-cookie')).toBe(CLEARED);
      expect(late.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('ends with the token: after thirty days it is rejected', async () => {
    const token = await open();
    service.clock.advance(30 * 86_400_000);
    expect((await post('/auth/refresh', token)).status).toBe(401);
  });

  it('leaves the cookie alone if the body has a token', async () => {
    const inCookie = await open();
    const { refreshToken } = (await service.api.post('/auth/register', newAccount())).body;
    const refreshed = await post('/auth/refresh', inCookie, {}, { refreshToken });
    expect([refreshed.status, refreshed.headers.get('set-cookie')]).toEqual([200, null]);
    const wrong = await post('/auth/refresh', inCookie, {}, { refreshToken: 'unknown' });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    expect((await post('/auth/refresh', inCookie)).status).toBe(200);
  });

  it.each([
    ['empty', `${NAME}=`],
    ['blank', `${NAME}=   `],
    ['unknown', `${NAME}=unknown`],
    ['quoted', `${NAME}="a"`],
    ['with an equals sign', `a=b; ${NAME}=x=y; c=d`],
    ['not ASCII', `${NAME}=\u00fc\u00ff`],
    ['of 12 KB', `${NAME}=${'x'.repeat(12_000)}`],
    ['SQL', `${NAME}=' OR 1=1 --`],
    ['percent-encoded', `${NAME}=%00%0d%0a`],
  ])('is rejected if the cookie is %s, which removes it', async (_, cookie) => {
    const answer = await service.api.send('POST', '/auth/refresh', { headers: { Cookie: cookie } });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('set-cookie')).toBe(CLEARED);
  });

  it('is rejected if the cookie is sent twice, because one of the two may be planted', async () => {
    const token = await open();
    for (const Cookie of [`${NAME}=planted; ${NAME}=${token}`, `${NAME}=${token};${NAME}=${token}`]) {
      const answer = await service.api.send('POST', '/auth/refresh', { headers: { Cookie } });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, CLEARED]);
    }
    expect((await post('/auth/refresh', token)).status).toBe(200);
  });

  it.each([undefined, 'a=b', `x${NAME}=a`, ';;=;', NAME])(
    'is rejected as incomplete without a token and without its cookie: %s',
    async (cookie) => {
      const headers: Record<string, string> = cookie === undefined ? {} : { Cookie: cookie };
      for (const path of ['/auth/refresh', '/auth/logout']) {
        const answer = await service.api.send('POST', path, { headers, body: {} });
        expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, '/refreshToken']);
      }
    },
  );
});

describe('a logout with the cookie', () => {
  it('ends the login and removes the cookie, as often as it is sent', async () => {
    const token = await open();
    for (let times = 0; times < 2; times += 1) {
      const out = await post('/auth/logout', token);
      expect([out.status, out.headers.get('set-cookie'), out.text]).toEqual([204, CLEARED, '']);
    }
    expect((await post('/auth/refresh', token)).status).toBe(401);
  });

  it('leaves the cookie alone if the body has a token', async () => {
    const inCookie = await open();
    const out = await post('/auth/logout', inCookie, {}, { refreshToken: 'unknown' });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, null]);
    expect((await post('/auth/refresh', inCookie)).status).toBe(200);
  });
});

describe('a page of another origin', () => {
  const FORM = { 'Content-Type': 'text/plain' };

  it.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['a sandboxed frame', { Origin: 'null' }],
    ['a name that begins like ours', { Origin: 'http://127.0.0.1.evil.example' }],
    ['another site, as browsers say it', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1' }],
    ['a sibling domain', { 'Sec-Fetch-Site': 'same-site' }],
  ])('cannot refresh or log out: %s', async (_, headers) => {
    const token = await open();
    for (const path of ['/auth/refresh', '/auth/logout']) {
      for (const each of [headers, { ...headers, ...FORM }]) {
        const answer = await post(path, token, each);
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
        expect(answer.headers.get('set-cookie')).toBeNull();
      }
      const form = await service.api.send('POST', path, {
        headers: { ...(headers as object), ...FORM, Cookie: `${NAME}=${token}` },
        rawBody: '{"a":"=b"}',
      });
      expect([form.status, form.body.code]).toEqual([415, 'unsupported-media-type']);
    }
    expect((await post('/auth/refresh', token)).status).toBe(200);
  });

  it('cannot log a browser in by a form', async () => {
    const rawBody = JSON.stringify({ ...newAccount(), session: 'cookie' });
    const form = { headers: { ...FORM, Origin: 'https://evil.example' }, rawBody };
    expect((await service.api.send('POST', '/auth/register', form)).status).toBe(415);
  });

  it('is told apart from our own pages', async () => {
    const { host, origin } = new URL(service.api.url);
    let token = await open();
    for (const headers of [
      { Origin: origin },
      { Origin: origin, 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: `https://${host}` },
    ]) {
      const answer = await post('/auth/refresh', token, headers);
      expect(answer.status).toBe(200);
      token = tokenOf(answer) ?? '';
    }
  });
});
