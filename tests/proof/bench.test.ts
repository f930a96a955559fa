import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load, quantile } from '../../proof/bench/load.js';
import { get, post } from '../../proof/bench/requests.js';
import { refusalsOf } from '../../proof/bench/overload-side.js';
import { faulty, roundOf } from '../../proof/bench/side.js';

let server: Server;
let port: number;
const received: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString());
      if (request.url === '/hang-up') request.socket.destroy();
      else if (request.url === '/chunks') {
        response.write('one ');
        setImmediate(() => response.end('two'));
      } else response.writeHead(request.method === 'POST' ? 201 : 200).end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

/** Sends the requests over one connection. */
async function send(...requests: Buffer[]) {
  const responses: string[] = [];
  const waiting = [...requests];
  const result = await load({
    port,
    clients: 1,
    duration: 60_000,
    next: () => waiting.shift() ?? null,
    onResponse: ({ status, body }) => responses.push(`${status} ${body}`),
  });
  return { ...result, received: responses };
}

describe('the load generator', () => {
  it('sends whole requests and reads responses with a length or in chunks', async () => {
    const { received: responses, statuses, lost } = await send(get('/'), get('/chunks'), get('/'));
    expect(responses).toEqual(['200 {"ok":true}', '200 one two', '200 {"ok":true}']);
    expect([statuses, lost]).toEqual([{ 200: 3 }, 0]);
  });

  it('sends a body with its length', async () => {
    const { statuses } = await send(post('/bookings', 'token', { name: 'Müller' }, 'key'));
    expect(statuses).toEqual({ 201: 1 });
    expect(received.at(-1)).toBe('{"name":"Müller"}');
  });

  it('counts a lost connection', async () => {
    const { responses, lost } = await send(get('/hang-up'), get('/'));
    expect([responses, lost]).toEqual([0, 1]);
  });

  it('has one request of each client on its way at a time', async () => {
    let sent = 0;
    const next = () => (sent++ < 40 ? get('/') : null);
    const { responses, latencies } = await load({ port, clients: 8, duration: 60_000, next });
    expect([responses, latencies.length]).toEqual([40, 40]);
  });

  it('keeps the latencies of each status apart', async () => {
    const requests = [get('/'), post('/', 'token', {}), get('/')];
    const next = () => requests.pop() ?? null;
    const { latenciesByStatus } = await load({ port, clients: 1, duration: 60_000, next });
    expect([...latenciesByStatus].map(([status, each]) => [status, each.length])).toEqual([
      [200, 2],
      [201, 1],
    ]);
  });

  it('sends no sooner than at a fixed rate, over all connections', async () => {
    let sent = 0;
    const next = () => (sent++ < 10 ? get('/') : null);
    const { seconds } = await load({ port, clients: 4, duration: 60_000, perSecond: 50, next });
    // The last of them is due 180 ms after the first.
    expect(seconds).toBeGreaterThan(0.17);
    expect(sent).toBeGreaterThanOrEqual(10);
  });

  it('uses another connection at a fixed rate only while all others wait for a response', async () => {
    const used = new Set<number>();
    let left = 10;
    const next = (client: number) => {
      used.add(client);
      return left-- > 0 ? get('/') : null;
    };
    const { responses } = await load({ port, clients: 100, duration: 60_000, perSecond: 20, next });
    expect(responses).toBe(10);
    expect(used.size).toBeLessThan(10);
  });

  it('sends late at a fixed rate if all connections wait for a response', async () => {
    let left = 30;
    const next = () => (left-- > 0 ? get('/') : null);
    const { responses } = await load({ port, clients: 2, duration: 60_000, perSecond: 1_000_000, next });
    expect(responses).toBe(30);
  });

  it('sends nothing that is due after the end', async () => {
    let sent = 0;
    const next = () => {
      sent += 1;
      return get('/');
    };
    await load({ port, clients: 4, duration: 100, perSecond: 1, next });
    expect(sent).toBe(1);
  });
});

describe('a round', () => {
  const result = {
    seconds: 2,
    responses: 12,
    latencies: [1, 2, 3],
    latenciesByStatus: new Map<number, number[]>(),
    lost: 0,
  };

  it('has the rate of the responses with the counted status', () => {
    const round = roundOf({ ...result, statuses: { 201: 10, 409: 2 } }, { counted: 201, allowed: [409] });
    expect(round).toMatchObject({ perSecond: 5, fault: null });
  });

  it('counts as 0 with a lost connection or an unexpected status', () => {
    const wrong = roundOf({ ...result, statuses: { 201: 10, 500: 2 } }, { counted: 201 });
    expect(wrong).toMatchObject({ perSecond: 0, fault: 'responses with status 500' });
    const lost = roundOf({ ...result, lost: 1, statuses: { 201: 10 } }, { counted: 201 });
    expect(lost).toMatchObject({ perSecond: 0, fault: '1 connections were lost' });
  });

  it('has the value below which a share of its latencies lies', () => {
    expect([quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 3, 4], 0.99), quantile([], 0.5)]).toEqual([3, 4, 0]);
  });

  it('counts as 0 for each of its faults', () => {
    const round = roundOf({ ...result, lost: 1, statuses: { 201: 10 } }, { counted: 201 });
    expect(faulty(round, '2 winners')).toMatchObject({
      perSecond: 0,
      fault: '1 connections were lost; 2 winners',
    });
  });

  it('counts as 0 for a fault that its responses do not show', () => {
    const round = roundOf({ ...result, statuses: { 201: 10 } }, { counted: 201 });
    expect(faulty(round, '2 winners')).toMatchObject({ perSecond: 0, fault: '2 winners' });
  });

  it('has the latency of its refusals, and not of its holds', () => {
    const latenciesByStatus = new Map([
      [201, [900]],
      [429, [3]],
      [503, [1, 2]],
    ]);
    expect(refusalsOf({ latenciesByStatus })).toEqual({ refusals: 3, refusalP99: 3 });
    expect(refusalsOf({ latenciesByStatus: new Map() })).toEqual({ refusals: 0 });
  });
});
