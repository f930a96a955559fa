import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seatsOn } from '../support/builders/booking-requests.js';
import { exchange as exchangeWith } from '../support/clients/raw-exchange.js';
import { flightId } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const exchange = (bytes: string) => exchangeWith(service.api.url, bytes);

describe('a request that no client library would send', () => {
  it.each<[string, string, number, string]>([
    ['nonsense', 'HELLO\r\n\r\n', 400, 'malformed-request'],
    ['an unknown method', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed-request'],
    [
      'headers of 20 KB',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['CONNECT', 'CONNECT evil:443 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed-request'],
    ['no Host', 'GET /airlines HTTP/1.1\r\n\r\n', 400, 'malformed-request'],
    ['two Hosts', 'GET /airlines HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n', 400, 'malformed-request'],
    ['an invalid URL', 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed-request'],
    [
      'a body where the operation takes none',
      'GET /airlines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' +
        'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
      400,
      'validation-failed',
    ],
  ])('returns a problem: %s', async (_, bytes, status, code) => {
    const { head, body } = await exchange(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    const problem = JSON.parse(body);
    expect(problem).toMatchObject({ status, code });
    expect(head.toLowerCase()).toContain(`x-request-id: ${problem.requestId}`);
  });

  it.each([
    ['POST', '/bookings', ['one', 'two']],
    ['POST', '/bookings', ['one', 'one']],
    ['POST', '/payment/simulate', ['one', 'two']],
    ['PUT', '/bookings/b-1', ['one', 'two']],
    ['DELETE', '/bookings/b-1', ['one', 'two']],
    ['POST', '/bookings/b-1/quote', ['one', 'two']],
  ])('is rejected with two idempotency keys: %s %s %j', async (method, path, keys) => {
    const seatRequest = seatsOn(flightId('BA117'), '20A');
    const sent = path.startsWith('/payment') ? { bookingId: 'b-1', method: 'tok_success' } : seatRequest;
    const text = method === 'DELETE' ? '' : JSON.stringify(sent);
    const { head, body } = await exchange(
      [
        `${method} ${path} HTTP/1.1`,
        'Host: x',
        'Connection: close',
        `Authorization: Bearer ${service.token({ id: 'ada', role: 'traveller' })}`,
        ...keys.map((key) => `Idempotency-Key: ${key}`),
        ...(text === '' ? [] : ['Content-Type: application/json', `Content-Length: ${text.length}`]),
        '',
        text,
      ].join('\r\n'),
    );
    expect(head).toMatch(/^HTTP\/1.1 400 /);
    expect(JSON.parse(body)).toMatchObject({
      code: 'validation-failed',
      errors: [{ parameter: 'Idempotency-Key' }],
    });
    expect((await service.traveller('ada').get('/bookings')).body.data).toEqual([]);
  });

  it.each([
    'GET /airlines HTTP/1.1\r\nX-Request-Id: mine-1\r\n\r\n',
    'FETCH /airlines HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine-1\r\n\r\n',
    'CONNECT evil:443 HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine-1\r\n\r\n',
  ])('keeps its request id: %j', async (bytes) => {
    expect(JSON.parse((await exchange(bytes)).body)).toMatchObject({ requestId: 'mine-1' });
  });

  it('gets no response body for HEAD', async () => {
    const large = `HEAD /airlines HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`;
    const { head, body } = await exchange(large);
    expect([head.split('\r\n')[0], body]).toEqual(['HTTP/1.1 431 headers-too-large', '']);
  });

  it('is served with an absolute URL as with a path', async () => {
    const { head } = await exchange('GET http://x/airlines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 200 /);
  });

  it('does not stop the process, even if the client disconnects before the response', async () => {
    const { port } = new URL(service.api.url);
    const hangUps = Array.from({ length: 20 }, async () => {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write('CONNECT evil:443 HTTP/1.1\r\nHost: x\r\n\r\n', () => socket.resetAndDestroy());
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    });
    await Promise.all(hangUps);
    expect((await service.api.get('/healthz')).status).toBe(200);
  });
});
