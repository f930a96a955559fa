import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DAY } from '../../src/domain/shared/instant.js';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { buy, hold, pay, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const ada = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };

/** Counts the entries of all maps and sets that this process visits one after another during the work. */
async function entriesVisited(work: () => Promise<void>): Promise<number> {
  let visited = 0;
  function* counted<T>(entries: Iterable<T>): Generator<T> {
    for (const entry of entries) {
      visited += 1;
      yield entry;
    }
  }
  for (const prototype of [Map.prototype, Set.prototype] as object[]) {
    for (const name of ['values', 'keys', 'entries', Symbol.iterator]) {
      const real: (this: unknown) => Iterable<unknown> = Reflect.get(prototype, name);
      vi.spyOn(prototype as Record<PropertyKey, () => unknown>, name as string).mockImplementation(function (
        this: unknown,
      ) {
        return counted(real.call(this));
      });
    }
  }
  try {
    await work();
  } finally {
    vi.restoreAllMocks();
  }
  return visited;
}

/** The seats of this flight from row 14 on: 90 a day. */
const seatOf = (n: number) =>
  seatsOn(
    flightId('VS3', travelDay(1 + Math.floor(n / 90))),
    `${14 + (Math.floor(n / 6) % 15)}${'ABCDEF'[n % 6]!}`,
  );

let bought = 0;

/** Adds bookings, payments, keys and logins of other travellers. */
async function addOthers(count: number): Promise<void> {
  const tokens = service.wiring.resolve(BOOKING.refreshTokens);
  for (let n = 0; n < count; n += 1) {
    await buy(service.traveller(), seatOf((bought += 1)));
    const token = { familyId: randomUUID(), accountId: randomUUID(), expiresAt: service.clock.now() + DAY };
    await tokens.insert({ hash: randomUUID(), ...token });
  }
}

/** A request of every kind by one traveller, on a flight that nobody else books. */
async function requests(day: string): Promise<void> {
  const traveller = service.traveller();
  const seat = seatsOn(flightId('BA117', day), '20A');
  const key = { headers: { 'Idempotency-Key': randomUUID() } };
  const { body: booking } = await traveller.post('/bookings', seat, key);
  expect((await traveller.post('/bookings', seat, key)).body).toEqual(booking);
  await traveller.get('/bookings?status=held');
  await traveller.get(`/bookings/${booking.id}`);
  await pay(traveller, booking.id);
  const { body: payments } = await traveller.get(`/payments?bookingId=${booking.id}`);
  await traveller.get(`/payments/${payments.data[0].id}`);
  const other = seatsOn(flightId('BA117', day), '21A');
  await traveller.post(`/bookings/${booking.id}/quote`, other);
  await traveller.put(`/bookings/${booking.id}`, other);
  await traveller.get(`/flights/${flightId('BA117', day)}/seats`);
  expect((await traveller.delete(`/bookings/${booking.id}`)).body.status).toBe('cancelled');
  const { body: login } = await service.api.post('/auth/login', { email: ada.email, password: ada.password });
  const { body: next } = await service.api.post('/auth/refresh', { refreshToken: login.refreshToken });
  expect((await service.api.post('/auth/logout', { refreshToken: next.refreshToken })).status).toBe(204);
  await hold(traveller, seat);
}

describe('in memory', () => {
  it('a request visits no more entries when others have booked and logged in', async () => {
    await service.api.post('/auth/register', ada);
    await requests(travelDay(10));
    const before = await entriesVisited(() => requests(travelDay(11)));
    await addOthers(120);
    const after = await entriesVisited(() => requests(travelDay(12)));
    expect(before).toBeGreaterThan(0);
    expect(after).toBeLessThan(before + 60);
  });
});
