import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, startReplica, type FakeReplica, type Gateway } from '../support/processes/gateway.js';

let gateway: Gateway;
let booking: FakeReplica[];
let search: FakeReplica[];

beforeAll(async () => {
  // The first replica that receives a request with `stands-still` in its path never responds to it.
  const victims = new Set<string>();
  const replica = () =>
    startReplica((request, response) => {
      const url = request.url ?? '';
      if (url.includes('stands-still') && !victims.has(url)) {
        // Like a frozen process, it keeps the connection.
        victims.add(url);
        return;
      }
      response.setHeader('Content-Type', 'application/json');
      const seconds = Number(/takes-(\d)-seconds/.exec(url)?.[1] ?? 0);
      setTimeout(() => response.end('{"data":[]}'), seconds * 1_000);
    });
  booking = [await replica(), await replica()];
  search = [await replica(), await replica()];
  const addresses = (replicas: readonly FakeReplica[]) => replicas.map(({ address }) => address).join(',');
  gateway = await startGateway({ BOOKING: addresses(booking), SEARCH: addresses(search), RATE_LIMIT: '200' });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([...booking, ...search].map((each) => each.close()));
});

/** How often the replicas received a request. */
const times = (what: string) =>
  [...booking, ...search].flatMap(({ asked }) => asked).filter((each) => each === what).length;

type Request = readonly [method: string, path: string, headers?: Record<string, string>];

/** Sends all requests at once; returns their statuses. */
async function statusesOf(requests: readonly Request[], signal?: AbortSignal): Promise<unknown[]> {
  const send = ([method, path, headers = {}]: Request) =>
    fetch(gateway.url + path, { method, headers, ...(signal === undefined ? {} : { signal }) }).then(
      ({ status }) => status,
      () => 'still waiting',
    );
  return await Promise.all(requests.map(send));
}

const keyed = { 'Idempotency-Key': 'k' };
const standsStill = (n: string) => `/bookings/stands-still-${n}`;

describe('a request to a frozen replica', { timeout: 60_000 }, () => {
  it('is retried on the other replica if it is a read or has a key', async () => {
    const requests: Request[] = [
      ['GET', standsStill('1')],
      ['GET', '/auth/me?stands-still'],
      ['GET', '/flights/a/seats?stands-still'],
      ['HEAD', standsStill('2')],
      ['POST', standsStill('3'), keyed],
      ['PUT', standsStill('4'), { ...keyed, 'If-Match': '"1"' }],
      ['DELETE', standsStill('5'), keyed],
      ['POST', '/payment/simulate?stands-still', keyed],
      ['GET', '/airports?q=stands-still'],
      ['GET', '/itineraries?stands-still'],
    ];
    expect(await statusesOf(requests)).toEqual(requests.map(() => 200));
    expect(requests.map(([method, path]) => times(`${method} ${path}`))).toEqual(requests.map(() => 2));
  });

  it('is retried sooner if it is a read than if it has a key', async () => {
    const answered: string[] = [];
    const send = async ([method, path, headers = {}]: Request) => {
      await fetch(gateway.url + path, { method, headers });
      answered.push(method);
    };
    await Promise.all([send(['POST', standsStill('10'), keyed]), send(['GET', standsStill('11')])]);
    expect(answered).toEqual(['GET', 'POST']);
  });

  it('is never retried if it may be carried out only once', async () => {
    const requests: Request[] = [
      ['POST', standsStill('6')],
      ['PUT', standsStill('7')],
      ['DELETE', standsStill('8')],
      ['PUT', standsStill('9'), { 'If-Match': '"1"' }],
      ['POST', '/auth/refresh?stands-still', keyed],
    ];
    const waiting = await statusesOf(requests, AbortSignal.timeout(12_000));
    expect(waiting).toEqual(requests.map(() => 'still waiting'));
    expect(requests.map(([method, path]) => times(`${method} ${path}`))).toEqual(requests.map(() => 1));
  });
});

describe('a request that takes as long as the longest wait in Holdfast', { timeout: 60_000 }, () => {
  it('is not retried', async () => {
    const requests: Request[] = [
      ['GET', '/bookings/takes-4-seconds'],
      ['GET', '/auth/me?takes-4-seconds'],
      ['POST', '/bookings?takes-6-seconds', keyed],
      ['POST', '/bookings?takes-6-seconds-without-a-key'],
      ['GET', '/flights?takes-4-seconds'],
    ];
    expect(await statusesOf(requests)).toEqual(requests.map(() => 200));
    expect(requests.map(([method, path]) => times(`${method} ${path}`))).toEqual(requests.map(() => 1));
  });
});
