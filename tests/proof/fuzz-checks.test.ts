import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '../../src/adapters/metrics/metrics.js';
import { differences, observe, makeBystanders } from '../../proof/fuzz/bystanders.js';
import { Client } from '../../proof/fuzz/client.js';
import { knownFlight } from '../../proof/fuzz/flights.js';
import { growthOf, memoryIn } from '../../proof/fuzz/memory.js';
import { isClean, reportText, type FuzzReport } from '../../proof/fuzz/report.js';
import { fuzz } from '../../proof/fuzz/run.js';
import { ServiceApi } from '../../proof/fuzz/service-api.js';
import { startTestService } from '../support/processes/test-service.js';
import { SECRET, startProcess, type HoldfastProcess } from '../support/processes/process.js';

/** A response on its way to the client. */
interface PassedResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Manipulates a response; returns true to close the connection instead. */
type Verdict = boolean | undefined;
type Spoil = (request: IncomingMessage, answer: PassedResponse) => Verdict | Promise<Verdict>;

let holdfast: HoldfastProcess;
let url: string;
let spoil: Spoil = () => undefined;
// The service must reject large headers, not the fake.
const passOn = (request: IncomingMessage, response: ServerResponse) => {
  pass(request, response).catch(() => response.destroy());
};
const fake = createServer({ maxHeaderSize: 200_000 }, passOn);
fake.on('checkExpectation', passOn);

// Forwards unreadable requests unchanged.
fake.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
  const onward = connect(Number(new URL(holdfast.url).port), '127.0.0.1');
  for (const end of [onward, socket]) end.on('error', () => onward.destroy());
  onward.write(error.rawPacket ?? '');
  onward.pipe(socket);
});

/** Forwards a request to a Holdfast, and manipulates the response. */
async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url: path, headers } = request;
  const onward = httpRequest(holdfast.url, { method, path, headers, agent: false } as object);
  const answer = await new Promise<PassedResponse | null>((resolve) => {
    onward.on('error', () => resolve(null));
    onward.on('response', (incoming) => {
      let text = '';
      const done = () => resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
      incoming.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (incoming.headers['content-type']?.startsWith('text/event-stream') !== true) return;
        done();
        onward.destroy();
      });
      incoming.on('end', done);
    });
    request.pipe(onward);
  });
  if (answer === null || (await spoil(request, answer)) === true) return void response.destroy();
  // The fake sends its own headers of the connection to its client.
  const ofTheHop = ['content-length', 'transfer-encoding', 'connection', 'keep-alive'];
  const kept = Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => !ofTheHop.includes(name)),
  );
  response.writeHead(answer.status, kept).end(method === 'HEAD' ? undefined : answer.text);
}

beforeAll(async () => {
  holdfast = await startProcess({ HOLD_SECONDS: '3600', LOG_LEVEL: 'error' });
  await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(fake.address() as AddressInfo).port}`;
});
afterEach(() => {
  spoil = () => undefined;
});
afterAll(async () => {
  fake.closeAllConnections();
  await new Promise((resolve) => fake.close(resolve));
  await holdfast.stop();
});

/** The report of a short run against a service with manipulated responses. */
async function reportOn(how: Spoil, requests: number): Promise<FuzzReport> {
  spoil = how;
  return await fuzz({ url, secret: SECRET, seed: 5, requests, patience: 50_000, concurrency: 8 });
}

/** Adds a field to a problem. */
const telling = (value: string) => (answer: PassedResponse) => {
  answer.text = answer.text.replace('"title"', `"x":${JSON.stringify(value)},"title"`);
};
const instead = (part: string, other: string) => (answer: PassedResponse) => {
  answer.text = answer.text.replace(part, other);
};

/** Manipulated refusals, and the expected fault of each. */
const SPOILT: readonly [string, RegExp, (answer: PassedResponse) => unknown][] = [
  ['an internal error', /^500: server error/, (answer) => (answer.status = 500)],
  ['an overloaded service', /^503: server error/, (answer) => (answer.status = 503)],
  ['a stack', /^shows ".*at h/, telling('Error\n    at hold (a.js:1:1)')],
  ['SQL', /^shows "INSERT INTO"/, telling('INSERT INTO booking')],
  ['a database', /^shows "ER_DUP_ENTRY"/, telling('ER_DUP_ENTRY')],
  ['a secret', /^shows "a secret"/, telling(SECRET)],
  [
    'another media type',
    /^400 of media type text\/html/,
    ({ headers }) => (headers['content-type'] = 'text/html'),
  ],
  ['an undocumented status', /^418 is not documented/, (answer) => (answer.status = 418)],
  ['a problem without a field', /^a problem without instance/, instead('"instance"', '"place"')],
  ['a problem with another status', /^a problem with status 402/, instead('"status":400', '"status":402')],
  ['an unknown code', /^the code no-idea is unknown/, instead('"code":"', '"code":"no-idea","was":"')],
  [
    'a code of another status',
    /^the code hold-expired is not documented for 400/,
    instead('"code":"', '"code":"hold-expired","was":"'),
  ],
  ['another request’s id', /^a requestId that differs/, instead('"requestId":"', '"requestId":"x')],
  ['invalid JSON', /^400 that is no JSON object/, (answer) => (answer.text = 'oops')],
  ['an oversized problem', /^a problem of 2\d{4} characters/, telling('x'.repeat(20_000))],
  ['no request id', /^no X-Request-Id/, ({ headers }) => delete headers['x-request-id']],
  [
    'success for an invalid request',
    /^200 for a request that must be rejected/,
    (answer) => (answer.status = 200),
  ],
];

describe('the fuzzer', () => {
  it('finds no fault in the unmanipulated service', async () => {
    expect((await reportOn(() => undefined, 150)).faults).toEqual([]);
  });

  describe('reports', () => {
    let report: FuzzReport;
    beforeAll(async () => {
      let refusals = 0;
      const how: Spoil = (_, answer) => {
        if (answer.status === 405) delete answer.headers['allow'];
        if (answer.status === 400) SPOILT[(refusals += 1) % SPOILT.length]![2](answer);
        return answer.status === 406;
      };
      report = await reportOn(how, 400);
    });
    const wrong = () => report.faults.flatMap((fault) => fault.wrong);

    it.each(SPOILT)('%s', (_, words) => {
      expect(wrong()).toContainEqual(expect.stringMatching(words));
    });

    it.each([
      ['405 without Allow', /^405 without Allow/],
      ['a missing response', /^no response: /],
    ])('%s', (_, words) => {
      expect(wrong()).toContainEqual(expect.stringMatching(words));
    });

    it('that the run has faults, and how to repeat a request', () => {
      const { number } = report.faults[0]!;
      expect(isClean(report)).toBe(false);
      expect(reportText(report, (n) => `fuzz --only ${n}`)).toContain(`repeat: fuzz --only ${number}\n`);
    });
  });

  it('reports a change of a bystander, even if the response was a refusal', async () => {
    let theirs: { readonly id: string; readonly authorization: string } | null = null;
    let isDone = false;
    const how: Spoil = (request, answer) => {
      const { method, url: path, headers } = request;
      // The first booking belongs to a bystander.
      if (theirs === null && method === 'POST' && path === '/bookings')
        theirs = { id: JSON.parse(answer.text).id, authorization: headers.authorization ?? '' };
      if (theirs !== null && answer.status === 406 && !isDone) {
        isDone = true;
        const { id, authorization } = theirs;
        const cancelling = { method: 'DELETE', headers: { authorization } };
        fetch(new URL(`/bookings/${id}`, holdfast.url), cancelling).catch(() => undefined);
      }
      return undefined;
    };
    const report = await reportOn(how, 150);
    expect([isDone, isClean(report), report.faults]).toEqual([true, false, []]);
    expect(report.changes).toContainEqual(expect.stringMatching(/^booking .* of bystander \d changed/));
  });
});

describe('a blocked event loop', () => {
  it('is reported with exactly the requests that block it', async () => {
    const figures = new Metrics({ version: '0', role: 'all' });
    const how: Spoil = async (request, answer) => {
      // Metrics of this process, in which the fake blocks the loop.
      if (request.url === '/metrics' && answer.status === 200) answer.text = await figures.text();
      if (request.url?.startsWith('/aircraft') === true) busyFor(80);
      return undefined;
    };
    const report = await reportOn(how, 80);
    expect(report.suspects).toBeGreaterThan(0);
    expect(report.faults.length).toBeGreaterThan(0);
    for (const { path, wrong } of report.faults) {
      expect(path).toMatch(/^\/aircraft/);
      expect(wrong).toEqual([expect.stringMatching(/^blocks the event loop for \d+ ms$/)]);
    }
    expect(isClean(report)).toBe(false);
  }, 240_000);
});

/** Blocks the event loop for a number of milliseconds of processor time. */
function busyFor(milliseconds: number): void {
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < milliseconds * 1_000);
}

/** The report of a run without faults. */
const CLEAN: FuzzReport = {
  seed: 1,
  requests: 1_000,
  seconds: 1,
  operations: 35,
  mustBeRejected: 700,
  statuses: { 200: 230, 400: 770 },
  faulty: 0,
  faults: [],
  changes: [],
  native: null,
  heap: null,
  suspects: null,
};

describe('a run', () => {
  it.each([
    [{ 200: 230, 400: 770 }, true],
    [{ 401: 1_000 }, false],
    [{ 429: 990, 200: 10 }, false],
  ])('with the statuses %j is clean: %j', (statuses, isRight) => {
    expect(isClean({ ...CLEAN, statuses })).toBe(isRight);
  });
});

describe('bystanders', () => {
  it('may have holds that lapse at their time, and no other change', async () => {
    const service = await startTestService({ HOLD_SECONDS: '300' });
    const client = new Client(service.api.url, 10_000, 2);
    try {
      const api = new ServiceApi(client);
      const { data } = await api.ask<{ data: readonly { id: string }[] }>(
        'GET',
        '/flights?origin=LHR&destination=JFK&date=2027-01-07',
      );
      const flight = await knownFlight(api, data[0]!.id);
      const tokens = ['ada', 'bob'].map((id) => service.token({ id, role: 'traveller' }));
      const bystanders = await makeBystanders(api, tokens, flight);
      const look = async (later: number) => {
        const sight = await observe(api, bystanders, flight);
        return { ...sight, at: sight.at + later };
      };
      const before = await look(0);
      expect(before.holdsLast).toBeGreaterThan(290_000);
      service.clock.advance(301_000);
      await service.work();
      expect(differences(before, await look(301_000))).toEqual([]);
      // Before the end of the holds, the same difference is a change.
      expect(differences(before, await look(0)).length).toBeGreaterThan(2);
      const [{ token, bookings }] = bystanders as [(typeof bystanders)[number]];
      await api.ask('DELETE', `/bookings/${bookings[1]!.id}`, { token });
      expect(differences(before, await look(301_000))).toContainEqual(
        expect.stringContaining(`booking ${bookings[1]!.id} of bystander 1 changed`),
      );
    } finally {
      client.close();
      await service.stop();
    }
  });
});

describe('memory', () => {
  const MB = 1024 * 1024;
  const rising = (perSample: number) =>
    Array.from({ length: 200 }, (_, index) => 200 * MB + index * perSample);

  it('is flat with small changes, and growing with a steady rise', () => {
    expect(growthOf(rising(0))).toMatchObject({ isFlat: true });
    expect(growthOf(rising(0.3 * MB))).toMatchObject({ isFlat: true });
    expect(growthOf(rising(MB))).toMatchObject({ isFlat: false });
  });

  it('is flat, however much garbage there is in between', () => {
    const sawtooth = rising(0).map((value, index) => value + (index % 20) * (index / 10) * MB);
    expect(growthOf(sawtooth)).toMatchObject({ isFlat: true });
  });

  it('may rise while the process warms up', () => {
    const warmed = rising(0).map((value, index) => (index < 50 ? value / 4 : value));
    expect(growthOf(warmed)).toMatchObject({ isFlat: true });
  });

  it('is not judged from a few samples', () => {
    expect(growthOf(rising(50 * MB).slice(0, 99))).toBeNull();
  });

  it.each([
    [50_000, null, false],
    [50_000, { second: MB, last: MB, isFlat: true }, true],
    [50_000, { second: MB, last: 90 * MB, isFlat: false }, false],
    [49_999, null, true],
  ])('after %d requests with growth %j is clean: %j', (requests, growth, isRight) => {
    const report = { ...CLEAN, requests, statuses: { 200: requests }, native: growth, heap: growth };
    expect(isClean(report)).toBe(isRight);
    expect(reportText(report, String).endsWith(isRight ? '\nClean.' : '\nFaults found.')).toBe(true);
  });

  it('is read from the metrics of the process', async () => {
    const { text } = await holdfast.api.get('/metrics');
    expect(memoryIn(text)!.heap).toBeGreaterThan(10 * MB);
    expect(memoryIn(text)!.native).toBeGreaterThan(10 * MB);
  });

  it('does not count heap that V8 has reserved but does not use', () => {
    const metrics = (reserved: number) =>
      `process_resident_memory_bytes ${100 + reserved}\nnodejs_heap_size_total_bytes ${reserved}\nnodejs_heap_size_used_bytes 90`;
    expect(memoryIn(metrics(200))).toEqual({ heap: 90, native: 100 });
    expect(memoryIn(metrics(300))).toEqual({ heap: 90, native: 100 });
    expect(memoryIn(metrics(200).replace(/^nodejs_heap_size_total.*$/m, ''))).toBeNull();
  });
});
