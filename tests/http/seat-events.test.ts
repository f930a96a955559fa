import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BOOKING_USE_CASES } from '../../src/entrypoints/wiring/booking-role.js';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { eventually } from '../support/processes/process.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';
import type { Json } from '../support/clients/api-client.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '60' });
});
afterAll(() => service.stop());

interface SeatEvent {
  readonly event: string;
  readonly id: number;
  readonly data: Json;
}

/** Opens the event stream of a flight's seats; `next` waits for the next event. */
async function follow(flight: string, lastEventId?: number) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${service.api.url}/flights/${flight}/seats/events`, {
    signal: abort.signal,
    headers: lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) },
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<SeatEvent> => {
    while (!text.includes('\n\n')) {
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended');
      text += value;
    }
    const [block = ''] = text.split('\n\n', 1);
    text = text.slice(block.length + 2);
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    return {
      event: fields['event'] ?? '',
      id: Number(fields['id']),
      data: JSON.parse(fields['data'] ?? 'null'),
    };
  };
  return { response, next, stop: () => abort.abort() };
}

/** Changes a flight as the airline does, and lets booking receive the change and publish it to the streams. */
async function change(flight: string, body: Json): Promise<void> {
  expect((await service.admin().patch(`/flights/${flight}`, body)).status).toBe(200);
  await service.work();
  await service.work();
}

/** The number of open streams, once it is as expected or a timeout has passed. */
async function openStreams(expected: number): Promise<number> {
  const watch = service.wiring.resolve(BOOKING_USE_CASES.requests).watchSeats;
  return await eventually(
    async () => watch.load.used,
    (count) => count === expected,
  );
}

describe('the event stream of a flight’s seats', () => {
  it('sends the seat map, then every change with its version', async () => {
    const flight = flightId('BA175', travelDay(3));
    const stream = await follow(flight);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    const snapshot = await stream.next();
    expect(snapshot).toMatchObject({ event: 'snapshot', id: 0, data: { flightId: flight, version: 0 } });
    await buy(service.traveller(), seatsOn(flight, '10A'));
    await service.work();
    const change = await stream.next();
    expect(change).toMatchObject({ event: 'seats', data: { seats: [{ seat: '10A', state: 'sold' }] } });
    expect(change.data.version).toBe(change.id);
    stream.stop();
  });

  it('sends the seats of a hold that lapses', async () => {
    const flight = flightId('BA175', travelDay(4));
    await hold(service.traveller(), seatsOn(flight, '10A'));
    const stream = await follow(flight);
    expect((await stream.next()).event).toBe('snapshot');
    service.clock.advance(60_000);
    await service.work();
    expect((await stream.next()).data.seats).toEqual([{ seat: '10A', state: 'available' }]);
    stream.stop();
  });

  it('resumes after the last event, or begins with a snapshot when it does not know that event', async () => {
    const flight = flightId('BA175', travelDay(5));
    const first = await follow(flight);
    await first.next();
    await hold(service.traveller(), seatsOn(flight, '10A'));
    await service.work();
    const { id } = await first.next();
    first.stop();
    await hold(service.traveller(), seatsOn(flight, '10B'));
    await service.work();
    const resumed = await follow(flight, id);
    expect(await resumed.next()).toMatchObject({
      event: 'seats',
      data: { seats: [{ seat: '10B', state: 'held' }] },
    });
    resumed.stop();
    const stranger = await follow(flight, 99_999_999_999);
    expect((await stranger.next()).event).toBe('snapshot');
    stranger.stop();
  });

  it.each([
    ['has sold seats of', 6],
    ['has never sold', 7],
  ])('sends every seat as blocked when the airline cancels a flight that booking %s', async (what, day) => {
    const flight = flightId('BA175', travelDay(day));
    if (what === 'has sold seats of') await buy(service.traveller(), seatsOn(flight, '10A'));
    const stream = await follow(flight);
    expect((await stream.next()).event).toBe('snapshot');
    await change(flight, { status: 'cancelled' });
    const { event, data } = await stream.next();
    expect([event, data.seats.length]).toEqual(['seats', 12]);
    expect(new Set(data.seats.map(({ state }: Json) => state))).toEqual(new Set(['blocked']));
    stream.stop();
  });

  it.each([
    ['has sold seats of', 8],
    ['has never sold', 9],
  ])('sends no event for new prices of a flight that booking %s', async (what, day) => {
    const flight = flightId('BA175', travelDay(day));
    if (what === 'has sold seats of') await buy(service.traveller(), seatsOn(flight, '11A'));
    const stream = await follow(flight);
    await stream.next();
    const fares = [{ cabin: 'economy', price: { amount: 77_700, currency: 'GBP' } }];
    await change(flight, { fares });
    const newcomer = await follow(flight);
    const { data } = await newcomer.next();
    expect(data.cabins[1]).toMatchObject({ cabin: 'economy', price: { amount: 77_700 } });
    await hold(service.traveller(), seatsOn(flight, '10A'));
    await service.work();
    expect(await stream.next()).toMatchObject({
      event: 'seats',
      data: { seats: [{ seat: '10A', state: 'held' }] },
    });
    stream.stop();
    newcomer.stop();
  });

  it('sends no event for a payment before it is settled', async () => {
    const flight = flightId('BA175', travelDay(11));
    const traveller = service.traveller();
    const stream = await follow(flight);
    await stream.next();
    const { id } = await hold(traveller, seatsOn(flight, '10A'));
    await service.work();
    expect((await stream.next()).data.seats).toEqual([{ seat: '10A', state: 'held' }]);
    expect((await pay(traveller, id, 'tok_timeout')).status).toBe(202);
    await service.work();
    service.clock.advance(5_000);
    await service.work();
    await service.work();
    expect((await stream.next()).data.seats).toEqual([{ seat: '10A', state: 'sold' }]);
    stream.stop();
  });

  it('ends when its client disconnects', async () => {
    const flight = flightId('BA175', travelDay(10));
    expect(await openStreams(0)).toBe(0);
    const streams = await Promise.all([follow(flight), follow(flight), follow(flight)]);
    for (const stream of streams) await stream.next();
    expect(await openStreams(3)).toBe(3);
    for (const stream of streams) stream.stop();
    expect(await openStreams(0)).toBe(0);
  });

  it('returns 404 for an unknown flight', async () => {
    expect((await service.api.get('/flights/none/seats/events')).status).toBe(404);
    expect(await openStreams(0)).toBe(0);
  });
});
