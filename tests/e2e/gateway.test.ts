import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemCode } from '../../src/adapters/http/contract/problems.js';
import { eventually } from '../support/processes/process.js';
import {
  bodyOf,
  startGateway,
  startReplica,
  type FakeReplica,
  type Gateway,
} from '../support/processes/gateway.js';

const SHOP = 'https://shop.example';

let gateway: Gateway;
let booking: FakeReplica[];
let search: FakeReplica;
let web: string;
/** True while search destroys the connection of each request. */
let searchDies = false;

beforeAll(async () => {
  web = await mkdtemp(join(tmpdir(), 'holdfast-web-'));
  await (await import('node:fs/promises')).chmod(web, 0o755);
  await mkdir(join(web, 'assets'));
  await writeFile(join(web, 'index.html'), '<title>Holdfast</title>');
  await writeFile(join(web, 'assets', 'app-1.js'), 'export {};');
  // The first replica that receives a request with `dies` in its path ends its connection.
  const victims = new Set<string>();
  const replica = () =>
    startReplica((request, response) => {
      const url = request.url ?? '';
      if (url.includes('dies') && !victims.has(url)) {
        victims.add(url);
        bodyOf(request).then(
          () => request.socket.destroy(),
          () => undefined,
        );
        return;
      }
      if (url.endsWith('/events')) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('event: snapshot\ndata: {}\n\n');
        return;
      }
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('X-Request-Id', String(request.headers['x-request-id']));
      response.end(
        JSON.stringify({
          forwardedFor: request.headers['x-forwarded-for'],
          forwardedProto: request.headers['x-forwarded-proto'],
          text: 'x'.repeat(2_000),
        }),
      );
    });
  booking = [await replica(), await replica()];
  search = await startReplica((request, response) => {
    if (searchDies) request.socket.destroy();
    else {
      const answer = () => response.setHeader('Content-Type', 'application/json').end('{"data":[]}');
      setTimeout(answer, 100);
    }
  });
  gateway = await startGateway({
    BOOKING: booking.map(({ address }) => address).join(','),
    SEARCH: search.address,
    CORS_ORIGINS: SHOP,
    TRUSTED_PROXIES: '127.0.0.1',
    WEB: web,
    RATE_LIMIT: '200',
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([...booking, search].map((each) => each.close()));
  await rm(web, { recursive: true, force: true });
});
beforeEach(() => {
  searchDies = false;
});

/** How often booking's replicas received a request. */
const times = (what: string) => booking.flatMap(({ asked }) => asked).filter((each) => each === what).length;

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(gateway.url + path, { method, headers, ...(body === undefined ? {} : { body }) });

/** Sends raw bytes; returns all that the server sends until the connection ends. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(text);
  return await bodyOf(socket as never);
}

function expectProblem(body: unknown, code: ProblemCode): void {
  const { status, title } = PROBLEMS[code];
  expect(body).toMatchObject({ type: `urn:holdfast:problem:${code}`, title, status, code });
}

describe('the configuration of nginx', () => {
  it('loads without a warning, such as of a deprecated directive', () => {
    expect(gateway.errors()).not.toContain('[warn]');
  });
});

describe('a request during which its replica dies', () => {
  it.each([
    ['GET', '/bookings/dies-1'],
    ['PUT', '/bookings/dies-2'],
    ['DELETE', '/bookings/dies-3'],
  ])('is retried on the other replica: %s', async (method, path) => {
    expect((await send(method, path)).status).toBe(200);
    expect(times(`${method} ${path}`)).toBe(2);
  });

  it.each(['/bookings/dies-4/quote', '/payment/simulate?dies-5'])(
    'is retried on the other replica if it is a POST with a key: %s',
    async (path) => {
      expect((await send('POST', path, { 'Idempotency-Key': 'k' }, '{}')).status).toBe(200);
      expect(times(`POST ${path}`)).toBe(2);
    },
  );

  it('is never retried if it is a POST without a key, and returns outcome-unknown', async () => {
    const answer = await send('POST', '/bookings?dies-6', {}, '{}');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expectProblem(await answer.json(), 'outcome-unknown');
    expect(times('POST /bookings?dies-6')).toBe(1);
  });

  it.each(['PUT', 'DELETE'])(
    'is not retried if it is a %s with If-Match, unless it has a key',
    async (method) => {
      const bound = { 'If-Match': '"1"' };
      const answer = await send(method, `/bookings/dies-8-${method}`, bound);
      expectProblem(await answer.json(), 'outcome-unknown');
      expect(times(`${method} /bookings/dies-8-${method}`)).toBe(1);
      expect(
        (await send(method, `/bookings/dies-9-${method}`, { ...bound, 'Idempotency-Key': '0' })).status,
      ).toBe(200);
      expect(times(`${method} /bookings/dies-9-${method}`)).toBe(2);
    },
  );

  it('is never retried if it refreshes a session, because that ignores keys', async () => {
    const answer = await send('POST', '/auth/refresh?dies-7', { 'Idempotency-Key': 'k' }, '{}');
    expect(answer.status).toBe(503);
    expect(times('POST /auth/refresh?dies-7')).toBe(1);
  });
});

describe('a response of search', () => {
  it('is fetched once for all requests within a second', async () => {
    const requests = Array.from({ length: 20 }, (_, n) =>
      send('GET', '/airports?q=one', { 'X-Request-Id': `id-${n}` }),
    );
    const answers = await Promise.all(requests);
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(
      answers.map((_, n) => `id-${n}`),
    );
    expect(search.asked.filter((each) => each === 'GET /airports?q=one')).toHaveLength(1);
  });

  it('is cached for a second, and is still returned while search is down', async () => {
    await send('GET', '/airports?q=two');
    await sleep(2_100);
    await send('GET', '/airports?q=two');
    expect(search.asked.filter((each) => each === 'GET /airports?q=two')).toHaveLength(2);
    searchDies = true;
    await sleep(2_100);
    expect((await send('GET', '/airports?q=two')).status).toBe(200);
    const other = await send('GET', '/airports?q=three');
    expectProblem(await other.json(), 'search-unavailable');
  });

  it('is outcome-unknown when search dies during a write', async () => {
    searchDies = true;
    expectProblem(await (await send('POST', '/flights', {}, '{}')).json(), 'outcome-unknown');
  });
});

const UNREADABLE = [
  'NONSENSE\r\n\r\n',
  'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
  'GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /../.. HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST /bookings HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'POST /bookings HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: strange\r\n\r\n',
];

describe('the gateway', () => {
  it('returns at most 300 characters of a path in a problem, without the query', async () => {
    const long = `/internal/${'x'.repeat(5_000)}`;
    for (const [path, instance] of [
      [`${long}?q=1`, long.slice(0, 300)],
      ['/internal/a?b', '/internal/a'],
    ] as const)
      expect(await (await send('GET', path)).json()).toMatchObject({ instance });
  });

  it('rejects requests with the same problems as Holdfast', async () => {
    const large = await send('POST', '/bookings', { 'Content-Type': 'application/json' }, 'x'.repeat(66_000));
    expectProblem(await large.json(), 'body-too-large');
    const long = await send('GET', '/bookings', { Authorization: 'x'.repeat(20_000) });
    expectProblem(await long.json(), 'headers-too-large');
    for (const path of ['/metrics', '/internal/seats-left', '/assets/none.js', '/problems/malformed'])
      expectProblem(await (await send('GET', path)).json(), 'not-found');
    for (const unreadable of UNREADABLE)
      expectProblem(JSON.parse((await sendRaw(unreadable)).split('\r\n\r\n')[1]!), 'malformed-request');
    const traced = await sendRaw('TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(traced).toContain('Allow: GET');
    expectProblem(JSON.parse(traced.split('\r\n\r\n')[1]!), 'method-not-allowed');
  });

  it('allows listed origins to read its problems, with their request id', async () => {
    const headers = { Origin: SHOP, 'X-Request-Id': 'mine' };
    const answer = await send('GET', '/metrics', headers);
    expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(answer.headers.get('vary')).toContain('Origin');
    expect([answer.headers.get('x-request-id'), await answer.json()]).toEqual([
      'mine',
      expect.objectContaining({ requestId: 'mine' }),
    ]);
    const other = await send('GET', '/metrics', { Origin: 'https://evil.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('limits each client, with a burst of one second’s worth', async () => {
    const client = (n: number) => ({ 'X-Forwarded-For': `192.0.2.${n}` });
    const crowd = Array.from({ length: 500 }, () => send('GET', '/bookings/some', client(1)));
    const answers = await Promise.all(crowd);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(200);
    const rejected = answers.find(({ status }) => status !== 200);
    expect(rejected?.headers.get('retry-after')).toBe('1');
    expectProblem(await rejected?.json(), 'rate-limited');
    expect((await send('GET', '/bookings/some', client(2))).status).toBe(200);
  });

  it('limits the event streams of one client to half its requests a second', async () => {
    const [leaving, client] = [new AbortController(), { 'X-Forwarded-For': '192.0.2.3' }];
    const watch = () =>
      fetch(`${gateway.url}/flights/a/seats/events`, { headers: client, signal: leaving.signal });
    const answers = await Promise.all(Array.from({ length: 110 }, watch));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.filter((status) => status === 503)).toHaveLength(10);
    leaving.abort();
  });

  it('writes its access log to standard output, even when that is a socket', async () => {
    // Node.js gives child processes sockets as standard output.
    const lines: string[] = [];
    const verbose = await startGateway(
      { BOOKING: booking[0]!.address, SEARCH: search.address, ACCESS_LOG: '/dev/stdout' },
      (line) => lines.push(line),
    );
    await fetch(`${verbose.url}/bookings/logged`);
    await eventually(async () => lines.join('').includes('/bookings/logged'), Boolean);
    await verbose.stop();
    expect(lines.join('')).toContain('"path":"/bookings/logged","status":200');
  });

  it('forwards the client address that a trusted proxy reports', async () => {
    const answer = await send('GET', '/bookings/who', { 'X-Forwarded-For': '192.0.2.7' });
    const { forwardedFor } = (await answer.json()) as { forwardedFor: string };
    expect(forwardedFor.split(', ').at(-1)).toBe('192.0.2.7');
  });

  it('forwards the scheme that a trusted proxy reports, and no other', async () => {
    const protoOf = async (url: string, proto: string) => {
      const answer = await fetch(`${url}/bookings/who`, { headers: { 'X-Forwarded-Proto': proto } });
      return ((await answer.json()) as { forwardedProto: string }).forwardedProto;
    };
    expect(await protoOf(gateway.url, 'https')).toBe('https');
    expect(await protoOf(gateway.url, 'http')).toBe('http');
    expect(await protoOf(gateway.url, 'gopher')).toBe('http');
    const untrusting = await startGateway({ BOOKING: booking[0]!.address, SEARCH: search.address });
    try {
      expect(await protoOf(untrusting.url, 'https')).toBe('http');
    } finally {
      await untrusting.stop();
    }
  });

  it('forwards events without buffering', async () => {
    const answer = await send('GET', '/flights/x/seats/events');
    const reader = answer.body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toContain('event: snapshot');
    await reader.cancel();
  });

  it('compresses large responses', async () => {
    const raw = await sendRaw(
      'GET /bookings/some HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nX-Forwarded-For: 192.0.2.9\r\nConnection: close\r\n\r\n',
    );
    expect(raw).toMatch(/Content-Encoding: gzip/);
  });

  it('serves the web page when it has one', async () => {
    const page = await send('GET', '/');
    expect([await page.text(), page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      '<title>Holdfast</title>',
      'text/html',
      'no-cache',
    ]);
    const asset = await send('GET', '/assets/app-1.js');
    expect([asset.headers.get('content-type'), asset.headers.get('cache-control')]).toEqual([
      'text/javascript',
      expect.stringContaining('immutable'),
    ]);
  });
});
