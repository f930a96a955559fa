import { randomUUID } from 'node:crypto';
import type { ApiClient, Json } from '../clients/api-client.js';
import { flightId } from './small-timetable.js';

const NAMES = ['Ada', 'Max', 'Lise', 'Emmy', 'Alan', 'Grace', 'Niels', 'Marie', 'Kurt'];

export function passengers(count: number): Json[] {
  return NAMES.slice(0, count).map((givenName) => ({ givenName, familyName: 'Noether', type: 'adult' }));
}

/** A body that requests seats of one flight. */
export function seatsOn(flight: string, ...seats: string[]): Json {
  return { flights: [{ flightId: flight, seats }], passengers: passengers(seats.length) };
}

/** A body that requests seats of several flights, each `[flight, seats]`. */
export function seatsOnAll(...seatRequests: [string, string[]][]): Json {
  return {
    flights: seatRequests.map(([flight, seats]) => ({ flightId: flight, seats })),
    passengers: passengers(seatRequests[0]?.[1].length ?? 1),
  };
}

/** Holds seats and returns the booking. */
export async function hold(api: ApiClient, body: Json = seatsOn(flightId('BA117'), '20A')): Promise<Json> {
  const answer = await api.post('/bookings', body);
  if (answer.status !== 201) throw new Error(`hold answered ${answer.status} ${answer.text}`);
  return answer.body;
}

/** Pays, with a new key by default. */
export function pay(
  api: ApiClient,
  bookingId: string,
  method = 'tok_success',
  extra: Json = {},
  key: string = randomUUID(),
) {
  return api.post(
    '/payment/simulate',
    { bookingId, method, ...extra },
    { headers: { 'Idempotency-Key': key } },
  );
}

/** Holds and pays, and returns the confirmed booking. */
export async function buy(api: ApiClient, body?: Json): Promise<Json> {
  const booking = await hold(api, body);
  const answer = await pay(api, booking.id);
  if (answer.status !== 200) throw new Error(`payment answered ${answer.status} ${answer.text}`);
  return answer.body.booking;
}

/** The states of a flight's seats by their number. */
export async function seatStates(api: ApiClient, flight: string): Promise<Record<string, string>> {
  const map = await api.get(`/flights/${flight}/seats`);
  const seats = map.body.cabins.flatMap((cabin: Json) => cabin.rows.flatMap((row: Json) => row.seats));
  return Object.fromEntries(seats.map(({ seat, state }: Json) => [seat, state]));
}
