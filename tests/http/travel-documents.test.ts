import { decode } from 'bcbp';
import ICAL from 'ical.js';
import { async as nodeIcal } from 'node-ical';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, hold, pay, seatsOn, seatsOnAll } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import type { ApiClient, Json } from '../support/clients/api-client.js';
import { readPdf } from '../support/clients/pdf-reader.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const PASS = 'boarding-pass.pdf';
const CALENDAR = 'itinerary.ics';

const get = (api: ApiClient, booking: Json, name: string, headers: Record<string, string> = {}) =>
  api.get(`/bookings/${booking.id}/${name}`, { headers });

async function patchFlight(id: string, change: Json): Promise<void> {
  expect((await service.admin().patch(`/flights/${id}`, change)).status).toBe(200);
  await service.work();
}

/** The data of the bar codes of a booking's passes, page by page. */
async function barCodesOf(pdf: Uint8Array): Promise<Json[]> {
  const pages = await readPdf(pdf);
  return pages.map(({ barCodes }) => {
    expect(barCodes).toHaveLength(1);
    const { passengerName, passengerDescription, legs = [] } = decode(barCodes[0]!).data ?? {};
    expect(legs).toHaveLength(1);
    return { passengerName, passengerDescription, ...legs[0] };
  });
}

/** The events of a calendar as two readers understand them, which must agree. */
async function eventsOf(text: string): Promise<Json[]> {
  const parsed = new ICAL.Component(ICAL.parse(text) as Json[]).getAllSubcomponents('vevent');
  const one = parsed.map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
      status: component.getFirstPropertyValue('status'),
      summary: event.summary,
      location: event.location,
      description: event.description,
    };
  });
  const read = Object.values(await nodeIcal.parseICS(text)).filter((part) => part.type === 'VEVENT');
  const other = read.map((event) => ({
    uid: event.uid,
    sequence: Number(event.sequence),
    start: event.start.toISOString(),
    end: event.end.toISOString(),
    status: event.status,
    summary: event.summary,
    location: event.location,
    description: event.description,
  }));
  expect(other).toEqual(one);
  return one;
}

describe.each([
  [PASS, 1],
  [CALENDAR, 2],
] as const)('%s', (name, day) => {
  const flight = () => flightId('BA117', travelDay(day));

  it('is only for a confirmed booking; the problem says what to do', async () => {
    const traveller = service.traveller();
    const held = await hold(traveller, seatsOn(flight(), '20A'));
    const notYet = await get(traveller, held, name);
    expect([notYet.status, notYet.body.code]).toEqual([409, 'booking-not-confirmed']);
    expect([notYet.headers.get('content-type'), notYet.headers.get('cache-control')]).toEqual([
      'application/problem+json',
      'no-store',
    ]);
    expect(notYet.headers.get('content-disposition')).toBeNull();
    await pay(traveller, held.id, 'tok_declined');
    expect((await get(traveller, held, name)).body.detail).toContain('Pay for it');
    await pay(traveller, held.id);
    expect((await get(traveller, held, name)).status).toBe(200);
    await traveller.delete(`/bookings/${held.id}`);
    expect((await get(traveller, held, name)).body).toMatchObject({
      status: 409,
      code: 'booking-not-confirmed',
    });
  });

  it('is not for a hold that lapsed, or whose payment is running', async () => {
    const [traveller, other] = [service.traveller(), service.traveller()];
    const lapsed = await hold(traveller, seatsOn(flight(), '21A'));
    service.clock.advance(301_000);
    expect((await get(traveller, lapsed, name)).body.detail).toContain('expired');
    const running = await hold(other, seatsOn(flight(), '21B'));
    await pay(other, running.id, 'tok_timeout');
    expect((await get(other, running, name)).body.code).toBe('booking-not-confirmed');
  });

  it("is the traveller's own: 404 for another, 401 without a token", async () => {
    const booking = await buy(service.traveller(), seatsOn(flight(), '22A'));
    for (const api of [service.traveller(), service.admin()]) {
      const answer = await get(api, booking, name);
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    }
    expect((await get(service.traveller(), { id: 'unknown' }, name)).status).toBe(404);
    expect((await get(service.api, booking, name)).status).toBe(401);
  });

  it('is a file for its traveller alone, and answers HEAD, Accept and other methods as everything does', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight(), '23A'));
    const place = `/bookings/${booking.id}/${name}`;
    const type = name === PASS ? 'application/pdf' : 'text/calendar';
    for (const Accept of ['*/*', type, `${type.split('/')[0]}/*;q=0.5`, 'application/problem+json']) {
      const answer = await get(traveller, booking, name, { Accept });
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      const file = name.replace('.', `-${booking.reference}.`);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file}"`);
      expect(Number(answer.headers.get('content-length'))).toBe(answer.bytes.length);
    }
    const head = await traveller.send('HEAD', place);
    expect([head.status, head.headers.get('content-type')?.split(';')[0], head.text]).toEqual([
      200,
      type,
      '',
    ]);
    const unwanted = await get(traveller, booking, name, { Accept: 'application/json' });
    expect([unwanted.status, unwanted.body.code]).toEqual([406, 'not-acceptable']);
    const posted = await traveller.post(place, {});
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'HEAD, GET, OPTIONS']);
    expect((await get(traveller, booking, `${name}?size=A4`)).status).toBe(400);
    expect((await get(traveller, booking, `${name}/`)).status).toBe(404);
  });
});

describe('boarding passes', () => {
  it('are one page for each passenger and flight, with a bar code that states the booking', async () => {
    const traveller = service.traveller();
    const [out, back] = [flightId('BA117', travelDay(1)), flightId('BA175', travelDay(2))];
    const body = seatsOnAll([out, ['4A', '5C']], [back, ['1A', '10D']]);
    body.passengers = [
      { givenName: 'Zoë', familyName: 'O’Neill-Žižek', type: 'adult' },
      { familyName: 'Чайковский', type: 'child' },
    ];
    const booking = await buy(traveller, body);
    const codes = await barCodesOf((await get(traveller, booking, PASS)).bytes);
    const { reference } = booking;
    const [there, home] = booking.flights as Json[];
    const common = { operatingCarrierPNR: reference, departureAirport: 'LHR', arrivalAirport: 'JFK' };
    const first = { ...common, operatingCarrierDesignator: 'BA', flightNumber: '0117', compartmentCode: 'Y' };
    const second = { ...first, flightNumber: '0175' };
    expect(codes).toMatchObject([
      { ...first, passengerName: 'ONEILLZIZEK/ZOE', passengerDescription: '0', seatNumber: '004A' },
      { ...first, passengerName: 'CHAYKOVSKIY', passengerDescription: '3', seatNumber: '005C' },
      { ...second, seatNumber: '001A', compartmentCode: 'C', checkInSequenceNumber: '0001' },
      { ...second, seatNumber: '010D', checkInSequenceNumber: '0008' },
    ]);
    const dates = codes.map(({ flightDate }) => flightDate.toISOString().slice(5, 10));
    const [dayOut, dayHome] = [there, home].map(({ departure }) => departure.local.slice(5, 10));
    expect(dates).toEqual([dayOut, dayOut, dayHome, dayHome]);
    expect(codes.map(({ passengerStatus }) => passengerStatus)).toEqual(['1', '1', '1', '1']);
    expect(new Set(codes.slice(0, 2).map((code) => code.checkInSequenceNumber)).size).toBe(2);
  });

  it('follow the booking: a change of seats, and a flight that the airline moved', async () => {
    const traveller = service.traveller();
    const flight = flightId('VS3', travelDay(1));
    const booking = await buy(traveller, seatsOn(flight, '20A'));
    expect((await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '20B'))).body.status).toBe(
      'confirmed',
    );
    expect(await barCodesOf((await get(traveller, booking, PASS)).bytes)).toMatchObject([
      { seatNumber: '020B' },
    ]);
    const moved = `${travelDay(2)}T09:10`;
    await patchFlight(flight, { departure: moved, arrival: `${travelDay(2)}T12:10` });
    const [page] = await readPdf((await get(traveller, booking, PASS)).bytes);
    expect(page?.text).toContain(moved.replace('T', ' '));
  });

  it('have no page for a flight that the airline cancelled, and are a problem without any other', async () => {
    const traveller = service.traveller();
    const [gone, other] = [flightId('BA117', travelDay(3)), flightId('BA175', travelDay(3))];
    const booking = await buy(traveller, seatsOnAll([gone, ['20A']], [other, ['10A']]));
    await patchFlight(gone, { status: 'cancelled' });
    const codes = await barCodesOf((await get(traveller, booking, PASS)).bytes);
    expect(codes.map(({ flightNumber }) => flightNumber)).toEqual(['0175']);
    await patchFlight(other, { status: 'cancelled' });
    const none = await get(traveller, booking, PASS);
    expect([none.status, none.body.code]).toEqual([409, 'flight-cancelled']);
  });
});

describe('the itinerary for a calendar', () => {
  it('has an event for each flight that two readers understand alike', async () => {
    const traveller = service.traveller();
    const body = seatsOnAll(
      [flightId('BA117', travelDay(1)), ['24A', '24B']],
      [flightId('BA175', travelDay(2)), ['10A', '10B']],
    );
    body.passengers = [
      { givenName: 'Zoë', familyName: 'O’Neill', type: 'adult' },
      { familyName: 'Wolfeschlegelsteinhausen Bergerdorff und zu Welche vor', type: 'adult' },
    ];
    const booking = await buy(traveller, body);
    const { text } = await get(traveller, booking, CALENDAR);
    const events = await eventsOf(text);
    expect(events).toMatchObject(
      (booking.flights as Json[]).map((flight) => ({
        uid: `${booking.id}.${flight.flightId}@holdfast`,
        sequence: booking.version,
        start: flight.departure.at,
        end: flight.arrival.at,
        status: 'CONFIRMED',
        summary: `${flight.flightNumber} London – New York`,
        location: 'London (LHR)',
      })),
    );
    for (const [index, { description }] of events.entries()) {
      const flight = booking.flights[index];
      expect(description).toContain(`Record locator: ${booking.reference}`);
      expect(description).toContain(
        `Departs London (LHR): ${flight.departure.local.slice(0, 16).replace('T', ' ')}`,
      );
      expect(description).toContain(`${flight.seats[0].seat} (economy): Zoë O’Neill\n`);
      expect(description).toContain(`${flight.seats[1].seat} (economy): ${body.passengers[1].familyName}`);
    }
    // RFC 5545: lines end with CRLF and have at most 75 bytes; times are in UTC.
    expect(text.endsWith('END:VCALENDAR\r\n') || text.endsWith('END:VCALENDAR')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).toMatch(/\r\nDTSTART:\d{8}T\d{6}Z\r\n/);
    expect(text).not.toContain('METHOD:');
    expect((await get(traveller, booking, CALENDAR)).text).toBe(text);
  });

  it('keeps its events apart from what passengers and cities are called', async () => {
    const code = 'QZZ';
    const airport = {
      code,
      name: 'Field',
      city: 'Washington, D.C.; \\ "East"',
      country: 'US',
      timeZone: 'America/New_York',
    };
    const place = { latitude: 38.9, longitude: -77 };
    const added = await service.admin().post('/airports', { ...airport, ...place });
    expect(added.status).toBe(201);
    const created = await service.admin().post('/flights', {
      flightNumber: 'BA9998',
      origin: code,
      destination: 'LHR',
      departure: `${travelDay(1)}T10:00`,
      arrival: `${travelDay(1)}T22:00`,
      aircraft: 'TNY',
      fares: [
        { cabin: 'business', price: { amount: 9_000, currency: 'GBP' } },
        { cabin: 'economy', price: { amount: 5_000, currency: 'GBP' } },
      ],
    });
    expect(created.status).toBe(201);
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(created.body.id, '10A'));
    const [event, ...others] = await eventsOf((await get(traveller, booking, CALENDAR)).text);
    expect(others).toEqual([]);
    expect(event.location).toBe(`${airport.city} (${code})`);
  });

  it('raises SEQUENCE with each change, and says so when the airline moves or cancels a flight', async () => {
    const traveller = service.traveller();
    const [flight, other] = [flightId('BA117', travelDay(4)), flightId('BA175', travelDay(4))];
    const booking = await buy(traveller, seatsOnAll([flight, ['20A']], [other, ['10A']]));
    const read = async () => await eventsOf((await get(traveller, booking, CALENDAR)).text);
    const before = await read();
    await patchFlight(flight, { departure: `${travelDay(4)}T10:25`, arrival: `${travelDay(4)}T13:20` });
    const moved = await read();
    const now = (await traveller.get(`/bookings/${booking.id}`)).body;
    expect(moved.map(({ uid }) => uid)).toEqual(before.map(({ uid }) => uid));
    expect(moved[0].sequence).toBeGreaterThan(before[0].sequence);
    expect([moved[0].start, moved[0].end]).toEqual([now.flights[0].departure.at, now.flights[0].arrival.at]);
    expect(moved[0].start).not.toBe(before[0].start);
    await patchFlight(flight, { status: 'cancelled' });
    const cancelled = await read();
    expect(cancelled.map(({ status }) => status)).toEqual(['CANCELLED', 'CONFIRMED']);
    expect(cancelled[0].sequence).toBeGreaterThan(moved[0].sequence);
    expect(cancelled[0].description).toContain('The airline cancelled this flight.');
  });
});
