import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold, passengers, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    HOLD_SECONDS: '60',
    MAX_HELD_SEATS_PER_FLIGHT: '4',
    MAX_HELD_SEATS: '6',
  });
});
afterAll(() => service.stop());

/** Counts how often each word occurs. */
function counts(words: readonly string[]): Record<string, number> {
  return words.reduce<Record<string, number>>((all, word) => ({ ...all, [word]: (all[word] ?? 0) + 1 }), {});
}

const ATTEMPTS_MAX = 20;

describe('the number of unpaid seats of a traveller', () => {
  it('is limited on one flight, also for requests at the same time', async () => {
    const traveller = service.traveller();
    const flight = flightId('BA117', travelDay(3));
    // Ten requests of one traveller wait for each other: on a slow machine some time out, which changes nothing.
    const decided = async (row: number) => {
      for (let attempt = 1; ; attempt += 1) {
        const response = await traveller.post('/bookings', seatsOn(flight, `${row + 4}A`));
        if (response.status !== 503 || attempt === ATTEMPTS_MAX) return response;
      }
    };
    const responses = await Promise.all(Array.from({ length: 10 }, (_, row) => decided(row)));
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(4);
    for (const { status, body } of responses) if (status !== 201) expect(body.code).toBe('too-many-holds');
  });

  it('is limited over all flights', async () => {
    const traveller = service.traveller();
    await hold(traveller, seatsOn(flightId('BA117', travelDay(4)), '20A', '20B', '20C'));
    await hold(traveller, seatsOn(flightId('BA117', travelDay(5)), '20A', '20B', '20C'));
    const response = await traveller.post('/bookings', seatsOn(flightId('BA117', travelDay(6)), '20A'));
    expect([response.status, response.body.code]).toEqual([409, 'too-many-holds']);
  });

  it('includes changes of holds, and pending changes', async () => {
    const traveller = service.traveller();
    const flight = flightId('BA117', travelDay(7));
    const booking = await hold(traveller, seatsOn(flight, '20A', '20B', '20C'));
    const wide = seatsOn(flight, '20A', '20B', '20C', '21A', '21B');
    expect((await traveller.put(`/bookings/${booking.id}`, wide)).body.code).toBe('too-many-holds');
    await pay(traveller, booking.id);
    expect((await traveller.put(`/bookings/${booking.id}`, wide)).body.pendingChange.amountDue.amount).toBe(
      90_000,
    );
    expect((await traveller.post('/bookings', seatsOn(flight, '22A', '22B', '22C'))).body.code).toBe(
      'too-many-holds',
    );
    expect((await traveller.post('/bookings', seatsOn(flight, '22A', '22B'))).status).toBe(201);
  });

  it('does not include paid, cancelled or lapsed seats', async () => {
    const traveller = service.traveller('patient');
    const flight = flightId('BA117', travelDay(8));
    const paid = await hold(traveller, seatsOn(flight, '20A', '20B', '20C', '20D'));
    await pay(traveller, paid.id);
    const cancelled = await hold(traveller, seatsOn(flight, '21A', '21B', '21C', '21D'));
    await traveller.delete(`/bookings/${cancelled.id}`);
    await hold(traveller, seatsOn(flight, '22A', '22B', '22C', '22D'));
    service.clock.advance(60_000);
    expect((await traveller.post('/bookings', seatsOn(flight, '23A', '23B', '23C', '23D'))).status).toBe(201);
  });
});

describe('the default limit of unpaid seats of a traveller', () => {
  let generous: TestService;
  beforeAll(async () => {
    generous = await startTestService();
  });
  afterAll(() => generous.stop());

  it('is 18 seats on one flight, also for 200 requests at once', async () => {
    const traveller = generous.traveller();
    const flight = flightId('BA117', travelDay(3));
    const seatRequest = { flights: [{ flightId: flight, cabin: 'economy' }], passengers: passengers(1) };
    const responses = await Promise.all(
      Array.from({ length: 200 }, () => traveller.post('/bookings', seatRequest)),
    );
    const outcomes = responses.map(({ status, body }) => `${status} ${body.code ?? 'held'}`);
    expect(counts(outcomes)).toEqual({ '201 held': 18, '409 too-many-holds': 182 });
    const states = await seatStates(generous.api, flight);
    expect(counts(Object.values(states))).toEqual({ held: 18, available: 138 });
    expect((await traveller.get('/bookings?limit=100')).body.data).toHaveLength(18);
    const [free] = Object.entries(states).find(([, state]) => state === 'available')!;
    expect((await generous.traveller().post('/bookings', seatsOn(flight, free))).status).toBe(201);
  });

  it('is 54 seats over all flights', async () => {
    const traveller = generous.traveller();
    for (const day of [4, 5, 6]) {
      for (const row of [20, 22]) {
        const seats = ['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => `${row}${letter}`);
        const more = ['A', 'B', 'C'].map((letter) => `${row + 1}${letter}`);
        await hold(traveller, seatsOn(flightId('BA117', travelDay(day)), ...seats, ...more));
      }
    }
    const other = flightId('BA117', travelDay(7));
    const response = await traveller.post('/bookings', seatsOn(other, '20A'));
    expect([response.status, response.body.code]).toEqual([409, 'too-many-holds']);
    expect((await seatStates(generous.api, other))['20A']).toBe('available');
  });
});
