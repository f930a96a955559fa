import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Json } from '../support/api-client.js';
import { buy, hold, passengers, seatsOn, seatStates } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '60' });
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(6));
const child = { givenName: 'Zoe', familyName: 'Noether', type: 'child' };

const seatsOf = (booking: Json): string[] =>
  booking.flights[0].seats.map(({ seat }: { seat: string }) => seat);

/** A body in which the service chooses seats in economy. */
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
  it('keeps its seats and their price when one more joins by cabin', async () => {
    const traveller = service.traveller();
    const booking = await make(traveller, seatsOn(flight, '28A', '26C', '24F'));
    const answer = await change(traveller, booking, anySeats(passengers(4)));
    expect(answer.status).toBe(200);
    const now = answer.body.pendingChange ?? answer.body;
    expect(seatsOf(now).slice(0, 3)).toEqual(['28A', '26C', '24F']);
    expect(now.flights[0].seats).toHaveLength(4);
    if (status === 'confirmed') expect(now.amountDue.amount).toBe(45_000);
    await traveller.delete(`/bookings/${booking.id}`);
  });

  it('gives up the seat of the passenger who leaves, found by name', async () => {
    const traveller = service.traveller();
    const booking = await make(traveller, seatsOn(flight, '28A', '26C', '24F'));
    const [ada, , lise] = passengers(3);
    const answer = await change(traveller, booking, anySeats([ada!, lise!]));
    expect(seatsOf(answer.body)).toEqual(['28A', '24F']);
    expect(await seatStates(service.api, flight)).toMatchObject({ '26C': 'available' });
    await traveller.delete(`/bookings/${booking.id}`);
  });

  it('changes nothing when the body that made it is sent again', async () => {
    const traveller = service.traveller();
    const rival = service.traveller();
    const inFront = await hold(rival, seatsOn(flight, '4A', '4B', '4C', '4D', '4E', '4F'));
    const body = anySeats([...passengers(3), child], 'window');
    const booking = await make(traveller, body);
    // Better windows come free; the booking was made by the same seatRequest, and stays as it is.
    await rival.delete(`/bookings/${inFront.id}`);
    const answer = await change(traveller, booking, body);
    expect({ ...answer.body, expiresInSeconds: 0 }).toEqual({ ...booking, expiresInSeconds: 0 });
    expect(answer.headers.get('etag')).toBe(`"${booking.version}"`);
    await traveller.delete(`/bookings/${booking.id}`);
  });

  it('moves nobody for a preference that is met already', async () => {
    const traveller = service.traveller();
    const booking = await make(traveller, seatsOn(flight, '27D', '27E'));
    const answer = await change(traveller, booking, anySeats(passengers(2), 'together'));
    expect(seatsOf(answer.body)).toEqual(['27D', '27E']);
    await traveller.delete(`/bookings/${booking.id}`);
  });
});

describe('a pending change', () => {
  it('stays as it is when the body that asked for it is sent again', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '23A'));
    const body = anySeats(passengers(3), 'aisle');
    const first = await change(traveller, booking, body);
    expect(first.body.pendingChange).not.toBeNull();
    const again = await change(traveller, booking, body);
    expect([again.status, again.body]).toEqual([200, first.body]);
  });
});

describe('a child', () => {
  it('is not put in an exit row, and is refused one that is named for it', async () => {
    const traveller = service.traveller();
    const body = { ...seatsOn(flight, '12A', '12B'), passengers: [passengers(1)[0]!, child] };
    const refused = await traveller.post('/bookings', body);
    expect([refused.status, refused.body.code]).toEqual([422, 'exit-row-not-allowed']);
    expect(refused.body.detail).toContain('12B');
    expect(await seatStates(service.api, flight)).toMatchObject({ '12A': 'available', '12B': 'available' });
    // The adult may sit there.
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

  it('is offered no exit seat in place of one that is taken, for its whole party', async () => {
    const tiny = flightId('BA175', travelDay(6));
    await hold(service.traveller(), seatsOn(tiny, '10A'));
    // Free are 10B, 10C and 10D, and the exit row 11.
    const party = [passengers(1)[0]!, child];
    const answer = await service
      .traveller()
      .post('/bookings', { ...seatsOn(tiny, '10A', '10B'), passengers: party });
    expect(answer.body.alternatives).toEqual([{ flightId: tiny, seats: ['10C', '10D'] }]);
    const three = [...passengers(2), child];
    const tooMany = await service
      .traveller()
      .post('/bookings', { ...seatsOn(tiny, '10A', '10B', '10C'), passengers: three });
    expect(tooMany.body.alternatives).toEqual([]);
  });

  it('sits beside an adult though windows are preferred', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, anySeats([passengers(1)[0]!, child], 'window'));
    const [adult, beside] = seatsOf(booking);
    expect(beside?.slice(0, -1)).toBe(adult?.slice(0, -1));
    const gap = beside!.charCodeAt(beside!.length - 1) - adult!.charCodeAt(adult!.length - 1);
    expect(Math.abs(gap)).toBe(1);
  });
});

describe('a traveller who wants a seat that is their own already', () => {
  it.each([
    ['held', hold],
    ['confirmed', buy],
  ] as const)('is told so, with the %s booking', async (_, make) => {
    const [traveller, rival] = [service.traveller(), service.traveller()];
    const booking = await make(traveller, seatsOn(flight, '21A'));
    const other = await hold(rival, seatsOn(flight, '21B'));
    const answer = await traveller.post('/bookings', seatsOn(flight, '21A', '21B'));
    expect([answer.status, answer.body.code]).toEqual([409, 'seat-unavailable']);
    expect(answer.body.seats).toEqual([
      { flightId: flight, seat: '21A', bookingId: booking.id },
      { flightId: flight, seat: '21B' },
    ]);
    expect(answer.body.detail).toContain(booking.reference);
    expect(answer.text).not.toContain(other.id);
    await traveller.delete(`/bookings/${booking.id}`);
    await rival.delete(`/bookings/${other.id}`);
  });
});
