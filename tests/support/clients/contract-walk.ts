import { randomUUID } from 'node:crypto';
import { openApiDocument } from '../../../src/adapters/http/openapi/openapi.js';
import type { ApiAnswer, ApiClient, Json } from './api-client.js';
import { pay, passengers } from '../builders/booking-requests.js';
import { realTravelDay } from '../builders/small-timetable.js';

/** The clients that walk the contract. */
export interface Walker {
  readonly api: ApiClient;
  readonly admin: ApiClient;
}

const PASSWORD = 'correct horse battery';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

/**
 * Calls every operation of the contract once, as a traveller or an administrator, on a service that sells the seed. The
 * client checks every response against the OpenAPI document. Returns the operations that were not called, and those
 * with an unexpected status.
 */
export async function walkContract({ api, admin }: Walker): Promise<string[]> {
  const walk = new Walk();
  const ada = await accounts(walk, api);
  const flight = await search(walk, api);
  const added = await administration(walk, admin);
  await seats(walk, api, admin, flight.id);
  await bookings(walk, api.as(ada), flight.id);
  await walk.use('patch /flights/{id}', 200, admin.patch(`/flights/${added.id}`, { status: 'cancelled' }));
  await itself(walk, api);
  return walk.faults();
}

/** The operations that were called, and those that failed. */
class Walk {
  private readonly used = new Set<string>();
  private readonly wrong: string[] = [];

  async use(operation: string, status: number, request: Promise<ApiAnswer<Json>>): Promise<Json> {
    this.used.add(operation);
    const answer = await request;
    if (answer.status !== status)
      this.wrong.push(`${operation} answered ${answer.status}, not ${status}: ${answer.text.slice(0, 300)}`);
    return answer.body;
  }

  note(operation: string): void {
    this.used.add(operation);
  }

  faults(): string[] {
    const { paths } = openApiDocument('0.0.0', '2027-01-05') as { paths: Record<string, object> };
    const all = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    return [
      ...this.wrong,
      ...all.filter((each) => !this.used.has(each)).map((each) => `${each} was not used`),
    ];
  }
}

/** Returns an access token. */
async function accounts(walk: Walk, api: ApiClient): Promise<string> {
  const email = `walker-${randomUUID()}@example.org`;
  const account = { email, password: PASSWORD, name: 'Ada' };
  await walk.use('post /auth/register', 201, api.post('/auth/register', account));
  const login = await walk.use(
    'post /auth/login',
    200,
    api.post('/auth/login', { email, password: PASSWORD }),
  );
  const { accessToken, refreshToken } = await walk.use(
    'post /auth/refresh',
    200,
    api.post('/auth/refresh', { refreshToken: login.refreshToken }),
  );
  await walk.use('get /auth/me', 200, api.as(accessToken).get('/auth/me'));
  await walk.use('post /auth/logout', 204, api.post('/auth/logout', { refreshToken }));
  return accessToken;
}

/** Returns a flight. */
async function search(walk: Walk, api: ApiClient): Promise<Json> {
  const day = realTravelDay(25);
  const between = 'origin=LHR&destination=JFK';
  await walk.use('get /airports', 200, api.get('/airports?q=lond'));
  await walk.use('get /airports/{code}', 200, api.get('/airports/LHR'));
  await walk.use('get /airlines', 200, api.get('/airlines'));
  await walk.use('get /aircraft', 200, api.get('/aircraft'));
  await walk.use('get /itineraries', 200, api.get(`/itineraries?${between}&date=${day}&maxStops=1`));
  await walk.use('get /fares/calendar', 200, api.get(`/fares/calendar?${between}&month=${day.slice(0, 7)}`));
  const flights = await walk.use('get /flights', 200, api.get(`/flights?${between}&date=${day}&limit=1`));
  return await walk.use('get /flights/{id}', 200, api.get(`/flights/${flights.data[0].id}`));
}

/** Returns a new flight. */
async function administration(walk: Walk, admin: ApiClient): Promise<Json> {
  const code = () => [0, 1, 2].map(() => 'ABCDEFGHJKLMNPQRSTUVWXYZ'[Math.floor(Math.random() * 24)]).join('');
  const airport = {
    code: `Q${code().slice(1)}`,
    name: 'Walkers Field',
    city: 'Walking',
    country: 'GB',
    timeZone: 'Europe/London',
    latitude: 51,
    longitude: 0,
  };
  await walk.use('post /airports', 201, admin.post('/airports', airport));
  const aircraft = {
    code: code(),
    name: 'Small One',
    sections: [{ cabin: 'economy', firstRow: 1, lastRow: 2, columns: 'AB-CD' }],
  };
  await walk.use('post /aircraft', 201, admin.post('/aircraft', aircraft));
  const flight = {
    flightNumber: `BA${1_000 + Math.floor(Math.random() * 8_999)}`,
    origin: 'LHR',
    destination: airport.code,
    departure: `${realTravelDay(10)}T10:00`,
    arrival: `${realTravelDay(10)}T11:00`,
    aircraft: aircraft.code,
    fares: [{ cabin: 'economy', price: gbp(5_000) }],
  };
  return await walk.use('post /flights', 201, admin.post('/flights', flight));
}

async function seats(walk: Walk, api: ApiClient, admin: ApiClient, flightId: string): Promise<void> {
  const map = await walk.use('get /flights/{id}/seats', 200, api.get(`/flights/${flightId}/seats`));
  const last = map.cabins.at(-1).rows.at(-1).seats.at(-1).seat;
  const place = `/flights/${flightId}/seats/${last}`;
  for (const state of ['blocked', 'available'])
    await walk.use('put /flights/{id}/seats/{seat}', 200, admin.put(place, { state }));
  const stopping = new AbortController();
  const events = await fetch(new URL(`/flights/${flightId}/seats/events`, api.url), {
    signal: stopping.signal,
  });
  const reader = events.body!.getReader();
  const { value } = await reader.read();
  if (new TextDecoder().decode(value).includes('event: snapshot'))
    walk.note('get /flights/{id}/seats/events');
  stopping.abort();
}

async function bookings(walk: Walk, ada: ApiClient, flightId: string): Promise<void> {
  const seatRequest = (count: number) => ({
    flights: [{ flightId, cabin: 'economy', preference: 'together' }],
    passengers: passengers(count),
  });
  const booking = await walk.use('post /bookings', 201, ada.post('/bookings', seatRequest(2)));
  const place = `/bookings/${booking.id}`;
  await walk.use('get /bookings', 200, ada.get('/bookings?status=held'));
  await walk.use('get /bookings/{id}', 200, ada.get(place));
  await walk.use('post /bookings/{id}/extend', 200, ada.post(`${place}/extend`));
  await walk.use('post /bookings/{id}/quote', 200, ada.post(`${place}/quote`, seatRequest(1)));
  await walk.use('put /bookings/{id}', 200, ada.put(place, seatRequest(1)));
  const payment = await walk.use('post /payment/simulate', 200, pay(ada, booking.id));
  await walk.use('get /bookings/{id}/boarding-pass.pdf', 200, ada.get(`${place}/boarding-pass.pdf`));
  await walk.use('get /bookings/{id}/itinerary.ics', 200, ada.get(`${place}/itinerary.ics`));
  await walk.use('get /payments/{id}', 200, ada.get(`/payments/${payment.id}`));
  await walk.use('get /payments', 200, ada.get(`/payments?bookingId=${booking.id}`));
  await walk.use('delete /bookings/{id}', 200, ada.delete(place));
}

async function itself(walk: Walk, api: ApiClient): Promise<void> {
  await walk.use('get /healthz', 200, api.get('/healthz'));
  await walk.use('get /readyz', 200, api.get('/readyz'));
  await walk.use('get /version', 200, api.get('/version'));
  await walk.use('get /openapi.json', 200, api.get('/openapi.json'));
  const page = { headers: { Accept: 'text/html' } };
  await walk.use('get /docs', 200, api.get('/docs', page));
  // nginx does not expose it: each process has its own metrics.
  await walk.use('get /metrics', 404, api.get('/metrics'));
}
