import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Json } from '../support/clients/api-client.js';
import { buy, hold, passengers, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '60' });
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(6));
const child = { givenName: 'Zoe', familyName: 'Noether', type: 'child' };

const seatsOf = (booking: Json): string[] =>
  booking.flights[0].seats.map(({ seat }: { seat: string }) => seat);

/** A request body that lets the service choose seats in economy. */
function anySeats(party: Json[], preference?: string, on = flight): Json {
  const seatRequest = { flightId: on, cabin: 'economy', ...(preference === undefined ? {} : { preference }) };
  return { flights: [seatRequest], passengers: party };
}

const change = (traveller: ApiClient, booking: Json, body: Json) =>
  traveller.put(`/bookings/${booking.id}`, body);

describe.each([
  ['held', hold],
  ['confirmed', buy],
] as const)('a party with a %s booking', (status, make) => {
  it('keeps its seats and their price when a passenger joins by cabin', async () => {
    const traveller = service.traveller();
    const booking = await make(traveller, seatsOn(flight, '28A', '26C', '24F'));
    const response = await change(traveller, booking, anySeats(passengers(4)));
    expect(response.status).toBe(200);
    const now = response.body.pendingChange ?? response.body;
    expect(seatsOf(now).slice(0, 3)).toEqual(['28A', '26C', '24F']);
    expect(now.flights[0].seats).toHaveLength(4);
    if (status === 'confirmed') expect(now.amountDue.amount).toBe(45_000);
    await traveller.delete(`/bookings/${booking.id}`);
  });

  it('gives up the seat of the passenger who leaves, found by name', async () => {
    const traveller = service.traveller();
    const booking = await make(traveller, seatsOn(flight, '28A', '26C', '24F'));
    const [ada, , lise] = passengers(3);
    const response = await change(traveller, booking, anySeats([ada!, lise!]));
    expect(seatsOf(response.body)).toEqual(['28A', '24F']);
    expect(await seatStates(service.api, flight)).toMatchObject({ '26C': 'available' });
    await traveller.delete(`/bookings/${booking.id}`);
  });

  it('keeps its booking when the same body is sent again', async () => {
    const traveller = service.traveller();
    const rival = service.traveller();
    const inFront = await hold(rival, seatsOn(flight, '4A', '4B', '4C', '4D', '4E', '4F'));
    const body = anySeats([...passengers(3), child], 'window');
    const booking = await make(traveller, body);
    // Better windows become available, but the same seat request must not move the party.
    await rival.delete(`/bookings/${inFront.id}`);
    const response = await change(traveller, booking, body);
    expect({ ...response.body, expiresInSeconds: 0 }).toEqual({ ...booking, expiresInSeconds: 0 });
    expect(response.headers.get('etag')).toBe(`"${booking.version}"`);
    await traveller.delete(`/bookings/${booking.id}`);
  });

  it('keeps its seats when they already meet the preference', async () => {
    const traveller = service.traveller();
    const booking = await make(traveller, seatsOn(flight, '27D', '27E'));
    const response = await change(traveller, booking, anySeats(passengers(2), 'together'));
    expect(seatsOf(response.body)).toEqual(['27D', '27E']);
    await traveller.delete(`/bookings/${booking.id}`);
  });
});

describe('a pending change', () => {
  it('stays the same when its request is sent again', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '23A'));
    const body = anySeats(passengers(3), 'aisle');
    const first = await change(traveller, booking, body);
    expect(first.body.pendingChange).not.toBeNull();
    const repeated = await change(traveller, booking, body);
    expect([repeated.status, repeated.body]).toEqual([200, first.body]);
  });
});

describe('a child', () => {
  it('cannot have a named seat in an exit row', async () => {
    const traveller = service.traveller();
    const body = { ...seatsOn(flight, '12A', '12B'), passengers: [passengers(1)[0]!, child] };
    const rejected = await traveller.post('/bookings', body);
    expect([rejected.status, rejected.body.code]).toEqual([422, 'exit-row-not-allowed']);
    expect(rejected.body.detail).toContain('12B');
    expect(await seatStates(service.api, flight)).toMatchObject({ '12A': 'available', '12B': 'available' });
    // The adult may sit in the exit row.
    const named = { ...seatsOn(flight, '12A', '14B'), passengers: [passengers(1)[0]!, child] };
    expect((await traveller.post('/bookings', named)).status).toBe(201);
  });

  it('cannot take over the exit seat of an adult', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '12E'));
    const body = { ...seatsOn(flight, '12E'), passengers: [child] };
    expect((await change(traveller, booking, body)).body.code).toBe('exit-row-not-allowed');
    const moved = await change(traveller, booking, anySeats([child]));
    expect(moved.status).toBe(200);
    expect(['11', '12']).not.toContain(seatsOf(moved.body)[0]!.slice(0, 2));
  });

  it('is offered no exit seat as an alternative, nor are the adults of its party', async () => {
    const tiny = flightId('BA175', travelDay(6));
    await hold(service.traveller(), seatsOn(tiny, '10A'));
    // Available are 10B, 10C and 10D, and the exit row 11.
    const party = [passengers(1)[0]!, child];
    const response = await service
      .traveller()
      .post('/bookings', { ...seatsOn(tiny, '10A', '10B'), passengers: party });
    expect(response.body.alternatives).toMatchObject([{ flightId: tiny, seats: ['10C', '10D'] }]);
    const three = [...passengers(2), child];
    const tooMany = await service
      .traveller()
      .post('/bookings', { ...seatsOn(tiny, '10A', '10B', '10C'), passengers: three });
    expect(tooMany.body.alternatives).toEqual([]);
  });

  it('sits beside an adult even when windows are preferred', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, anySeats([passengers(1)[0]!, child], 'window'));
    const [adult, beside] = seatsOf(booking);
    expect(beside?.slice(0, -1)).toBe(adult?.slice(0, -1));
    const gap = beside!.charCodeAt(beside!.length - 1) - adult!.charCodeAt(adult!.length - 1);
    expect(Math.abs(gap)).toBe(1);
  });
});

describe('a traveller who requests a seat that they already have', () => {
  it.each([
    ['held', hold],
    ['confirmed', buy],
  ] as const)('gets the id of the %s booking with the refusal', async (_, make) => {
    const [traveller, rival] = [service.traveller(), service.traveller()];
    const booking = await make(traveller, seatsOn(flight, '21A'));
    const other = await hold(rival, seatsOn(flight, '21B'));
    const response = await traveller.post('/bookings', seatsOn(flight, '21A', '21B'));
    expect([response.status, response.body.code]).toEqual([409, 'seat-unavailable']);
    expect(response.body.seats).toEqual([
      { flightId: flight, seat: '21A', bookingId: booking.id },
      { flightId: flight, seat: '21B' },
    ]);
    expect(response.body.detail).toContain(booking.reference);
    expect(response.text).not.toContain(other.id);
    await traveller.delete(`/bookings/${booking.id}`);
    await rival.delete(`/bookings/${other.id}`);
  });
});
