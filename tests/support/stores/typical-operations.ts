import { randomUUID } from 'node:crypto';
import { BOOKING } from '../../../src/entrypoints/wiring/booking-ports.js';
import { buy, hold, passengers, pay, seatsOn, seatsOnAll } from '../builders/booking-requests.js';
import { flightId, travelDay } from '../builders/small-timetable.js';
import type { ApiClient, Json } from '../clients/api-client.js';
import { eventually } from '../processes/process.js';
import type { TestService } from '../processes/test-service.js';

/** A day on which the filled tables have a hundred flights from London to New York. */
const BUSY = 'origin=LHR&destination=JFK&date=2027-03-10';

/** What travellers, airlines and the background work do on a typical day, once or a few times each. */
export async function performTypicalOperations(service: TestService): Promise<void> {
  await searches(service.api);
  await accounts(service.api);
  await bookings(service);
  await watchers(service);
  await airline(service);
  await background(service);
}

async function expectSuccess<T extends { readonly status: number; readonly text: string }>(
  answer: Promise<T>,
): Promise<T> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return await answer;
}

async function searches(api: ApiClient): Promise<void> {
  for (const filter of [
    '',
    '&airline=BA',
    '&cabin=business&passengers=2',
    '&minPrice=100&maxPrice=900',
    '&departAfter=08:00&departBefore=12:00',
    '&sort=price',
    '&sort=price&order=desc&passengers=1',
    '&sort=duration&cabin=economy',
    '&order=desc',
  ]) {
    const path = `/flights?${BUSY}${filter}&limit=10`;
    const { body } = await api.get(path);
    if (body.next === null) throw new Error(`one page of ${path}`);
    await expectSuccess(api.get(`${path}&cursor=${body.next}`));
  }
  await expectSuccess(api.get('/flights?origin=LON&destination=NYC&date=2027-03-10'));
  await expectSuccess(api.get(`/flights/${flightId('BA117')}`));
  for (const stops of [0, 1, 2]) {
    const { body } = await api.get(`/itineraries?${BUSY}&passengers=2&maxStops=${stops}&limit=5`);
    await expectSuccess(
      api.get(`/itineraries?${BUSY}&passengers=2&maxStops=${stops}&limit=5&cursor=${body.next}`),
    );
  }
  for (const place of ['LHR', 'LON'])
    await expectSuccess(api.get(`/fares/calendar?origin=${place}&destination=JFK&month=2027-03`));
  for (const path of ['/airports?q=new', '/airports/LHR', '/airlines', '/aircraft'])
    await expectSuccess(api.get(path));
}

async function accounts(api: ApiClient): Promise<void> {
  const ada = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };
  await expectSuccess(api.post('/auth/register', ada));
  const { body } = await expectSuccess(api.post('/auth/login', { email: ada.email, password: ada.password }));
  await expectSuccess(api.as(body.accessToken).get('/auth/me'));
  const next = await api.post('/auth/refresh', { refreshToken: body.refreshToken });
  await expectSuccess(api.post('/auth/logout', { refreshToken: next.body.refreshToken }));
}

async function bookings(service: TestService): Promise<void> {
  const traveller = service.traveller();
  const held = await hold(traveller, seatsOnAll([flightId('BA117'), ['20A']], [flightId('AA100'), ['10A']]));
  const key = { headers: { 'Idempotency-Key': randomUUID() } };
  const chosen: Json = {
    flights: [{ flightId: flightId('BA117'), cabin: 'economy', preference: 'together' }],
    passengers: passengers(2),
  };
  for (let attempt = 0; attempt < 2; attempt += 1)
    await expectSuccess(traveller.post('/bookings', chosen, key));
  // The second time, booking reads what is committed before it locks the seat.
  for (let attempt = 0; attempt < 2; attempt += 1)
    await service.traveller().post('/bookings', seatsOn(flightId('BA117'), '20A'));
  await expectSuccess(traveller.put(`/bookings/${held.id}`, seatsOn(flightId('VS3'), '20A')));
  await expectSuccess(pay(traveller, held.id, 'tok_success', {}, randomUUID()));

  const bought = await buy(traveller, seatsOn(flightId('VS3'), '21A'));
  await expectSuccess(traveller.post(`/bookings/${bought.id}/quote`, seatsOn(flightId('BA117'), '22A')));
  await expectSuccess(traveller.put(`/bookings/${bought.id}`, seatsOn(flightId('BA175'), '10A')));
  await expectSuccess(pay(traveller, bought.id));
  await expectSuccess(traveller.put(`/bookings/${bought.id}`, seatsOn(flightId('VS3'), '22A')));
  for (const status of ['', '&status=held', '&status=confirmed', '&status=cancelled', '&status=expired'])
    await expectSuccess(traveller.get(`/bookings?limit=1${status}`));
  const { body } = await traveller.get('/bookings?limit=1');
  await expectSuccess(traveller.get(`/bookings?limit=1&cursor=${body.next}`));
  const payments = await traveller.get(`/payments?bookingId=${bought.id}&limit=1`);
  await expectSuccess(traveller.get(`/payments?bookingId=${bought.id}&limit=1&cursor=${payments.body.next}`));
  await expectSuccess(traveller.get(`/payments/${payments.body.data[0].id}`));
  await expectSuccess(traveller.get(`/bookings/${bought.id}`));
  await expectSuccess(traveller.delete(`/bookings/${bought.id}`));
  await service.work();

  const late = await hold(service.traveller('late'), seatsOn(flightId('VS3'), '23A'));
  await expectSuccess(pay(service.traveller('late'), late.id, 'tok_timeout'));
  await hold(service.traveller(), seatsOn(flightId('VS3'), '24A'));
  service.clock.advance(700_000);
  await service.work();
}

/** Reads a seat map, and follows its changes. */
async function watchers(service: TestService): Promise<void> {
  const flight = flightId('BA117', travelDay(9));
  await hold(service.traveller(), seatsOn(flight, '20A'));
  for (let attempt = 0; attempt < 2; attempt += 1)
    await expectSuccess(service.api.get(`/flights/${flight}/seats`));
  const abort = new AbortController();
  const response = await fetch(`${service.api.url}/flights/${flight}/seats/events`, { signal: abort.signal });
  const reader = response.body!.getReader();
  await reader.read();
  await hold(service.traveller(), seatsOn(flight, '21A'));
  let isTold = false;
  const told = reader.read().then(() => (isTold = true));
  await eventually(
    async () => (await service.work(), isTold),
    (isDone) => isDone,
  );
  await told;
  abort.abort();
}

async function airline(service: TestService): Promise<void> {
  const flight = flightId('AA100', travelDay(9));
  await hold(service.traveller(), seatsOn(flight, '10A'));
  const departure = `${travelDay(9)}T17:30`;
  await expectSuccess(service.admin().patch(`/flights/${flight}`, { departure }));
  await service.work();
  await expectSuccess(service.admin().patch(`/flights/${flight}`, { status: 'cancelled' }));
  const seat = `/flights/${flightId('VS3')}/seats/28F`;
  await expectSuccess(service.admin().put(seat, { state: 'blocked' }));
  await service.work();
}

/** Work that other roles request, or that only a restart, an attack or a clock begins. */
async function background(service: TestService): Promise<void> {
  const reads = service.wiring.resolve(BOOKING.reads);
  await reads.seatCounts('OLD-1', 100);
  await reads.restoredFlights('OLD-1', 100);
  await reads.heldTooLong(600, 100);
  const retention = service.wiring.resolve(BOOKING.keyRetention);
  await retention.shorten(24 * 3_600, 100);
  await service.work();
}
