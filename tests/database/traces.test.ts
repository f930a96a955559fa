import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tools/machine.js';
import { hold, passengers } from '../support/builders/booking-requests.js';
import { eventually, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { realTravelDay } from '../support/builders/small-timetable.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';
import {
  startTraceCollector,
  type CollectedSpan,
  type TraceCollector,
} from '../support/processes/trace-collector.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CLIENT_SPAN = '00f067aa0ba902b7';

let collector: TraceCollector;
let databases: TestDatabase[];
let search: HoldfastProcess;
let booking: HoldfastProcess;

beforeAll(async () => {
  collector = await startTraceCollector();
  databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const common = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
  const searchPort = await freePort();
  search = await startProcess({
    ...common,
    ...databases[0]!.environment,
    ROLE: 'search',
    PORT: String(searchPort),
  });
  booking = await startProcess({
    ...common,
    ...databases[1]!.environment,
    ROLE: 'booking',
    SEARCH_URL: `http://127.0.0.1:${searchPort}`,
    OTEL_SERVICE_NAME: 'tickets',
  });
}, 300_000);
afterAll(async () => {
  await Promise.all([search.stop(), booking.stop()]);
  await Promise.all([collector.close(), ...databases.map((database) => database.drop())]);
});

describe('traces', () => {
  it('follow a request through both roles and into the database', { timeout: 200_000 }, async () => {
    const ada = booking.as({ id: 'ada', role: 'traveller' });
    const answer = await ada.post('/bookings', await anySeatOn(realTravelDay(20)), {
      headers: { traceparent: `00-${TRACE}-${CLIENT_SPAN}-01`, 'X-Request-Id': 'hold-1' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('traceresponse')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));

    const traced = () => collector.spans().filter(({ traceId }) => traceId === TRACE);
    const isWhole = (spans: CollectedSpan[]) => spans.some(({ name }) => name === 'POST /bookings');
    const spans = await eventually(async () => traced(), isWhole);
    const [root] = spans.filter(({ name }) => name === 'POST /bookings');
    expect(root).toMatchObject({ service: 'tickets', parentSpanId: CLIENT_SPAN });
    expect(root!.attributes).toMatchObject({
      'http.route': '/bookings',
      'http.response.status_code': 201,
      'holdfast.request_id': 'hold-1',
    });

    const [described] = await eventually(
      async () => traced().filter(({ name }) => name === 'GET /internal/flights/{id}'),
      (found) => found.length > 0,
    );
    expect(described!.service).toBe('holdfast-search');
    const [callerSpan] = traced().filter(({ spanId }) => spanId === described!.parentSpanId);
    expect(callerSpan).toMatchObject({ service: 'tickets', name: 'GET', parentSpanId: root!.spanId });

    const statements = traced().filter(({ attributes }) => 'db.query.text' in attributes);
    const of = (service: string) => statements.filter((span) => span.service === service);
    expect(of('tickets').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['INSERT', 'SELECT', 'COMMIT']),
    );
    expect(of('holdfast-search').length).toBeGreaterThan(0);
    expect(JSON.stringify(statements)).not.toContain('Noether');
  });

  it('begin only at requests, not at background work', async () => {
    await hold(booking.as({ id: 'ada', role: 'traveller' }), await anySeatOn(realTravelDay(21)));
    await eventually(
      async () => collector.spans(),
      (spans) => spans.filter(({ name }) => name === 'POST /bookings').length === 2,
    );
    const alone = collector.spans().filter(({ parentSpanId }) => parentSpanId === undefined);
    for (const { name } of alone) expect(name).toMatch(/^(GET|POST) \//);
  });
});

/** A seat request on a flight that booking does not know yet. */
async function anySeatOn(day: string) {
  const { body } = await search.api.get(`/flights?origin=LHR&destination=JFK&date=${day}&limit=1`);
  return { flights: [{ flightId: body.data[0].id, cabin: 'economy' }], passengers: passengers(1) };
}
