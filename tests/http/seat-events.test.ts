import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, hold, seatsOn } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';
import type { Json } from '../support/api-client.js';

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

/** Follows a flight's seats; `next` waits for the next event. */
async function follow(flight: string, lastEventId?: number) {
  const abort = new AbortController();
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

describe('following the seats of a flight', () => {
  it('brings the map, then every change with its version', async () => {
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

  it('tells of holds that lapse', async () => {
    const flight = flightId('BA175', travelDay(4));
    await hold(service.traveller(), seatsOn(flight, '10A'));
    const stream = await follow(flight);
    expect((await stream.next()).event).toBe('snapshot');
    service.clock.advance(60_000);
    await service.work();
    expect((await stream.next()).data.seats).toEqual([{ seat: '10A', state: 'available' }]);
    stream.stop();
  });

  it('resumes after the last event, or begins anew when that is too long ago', async () => {
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

  it('is refused for a flight that is not there', async () => {
    expect((await service.api.get('/flights/none/seats/events')).status).toBe(404);
  });
});
