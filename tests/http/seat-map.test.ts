import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold, seatsOn } from '../support/builders/booking-requests.js';
import { flightId } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';
import type { Json } from '../support/clients/api-client.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe('the layout in a seat map', () => {
  const layout = {
    sections: [
      { cabin: 'business', firstRow: 1, lastRow: 3, columns: 'AC-DF' },
      { cabin: 'economy', firstRow: 4, lastRow: 12, columns: 'ABC-DEF' },
      { cabin: 'economy', firstRow: 14, lastRow: 28, columns: 'ABC-DEF' },
    ],
    exitRows: [11, 12],
    wings: { firstRow: 10, lastRow: 18 },
    missing: [],
  };

  it('says how the aircraft is built, whether booking has stored the flight or not', async () => {
    const flight = flightId('BA117');
    const untouched = await service.api.get(`/flights/${flight}/seats`);
    expect(untouched.body.layout).toEqual(layout);

    await hold(service.traveller(), seatsOn(flight, '20A'));
    const stored = await service.api.get(`/flights/${flight}/seats`);
    expect(stored.body.version).toBeGreaterThan(0);
    expect(stored.body.layout).toEqual(layout);
  });

  it('has the rows, columns and exit rows of the map', async () => {
    const { body } = await service.api.get(`/flights/${flightId('BA175')}/seats`);
    const rows = body.cabins.flatMap((cabin: Json) => cabin.rows);
    const seats = rows.flatMap((row: Json) => row.seats.map(({ seat }: Json) => seat));
    const drawn = body.layout.sections.flatMap(({ firstRow, lastRow, columns }: Json) => {
      const numbers = Array.from({ length: lastRow - firstRow + 1 }, (_, index) => Number(firstRow) + index);
      const letters = Array.from((columns as string).replaceAll('-', ''));
      return numbers.flatMap((row) => letters.map((letter) => `${row}${letter}`));
    });
    expect(drawn.filter((seat: string) => !body.layout.missing.includes(seat))).toEqual(seats);
    const atExits = rows.filter((row: Json) => row.seats[0].features.includes('exit'));
    expect(body.layout.exitRows).toEqual(atExits.map(({ row }: Json) => row));
  });

  it('is in the snapshot of the event stream, too', async () => {
    const flight = flightId('VS3');
    const abort = new AbortController();
    const response = await fetch(`${service.api.url}/flights/${flight}/seats/events`, {
      signal: abort.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('\n\n')) text += (await reader.read()).value ?? '';
    abort.abort();
    const [data = ''] = text.split('\n').filter((line) => line.startsWith('data: '));
    expect(JSON.parse(data.slice('data: '.length))).toMatchObject({ layout });
  });
});
