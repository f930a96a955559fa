/**
 * A typical program of an API user, over a client whose types are generated from the OpenAPI document. It is text,
 * because its types exist only once they are generated. It throws at any unexpected response.
 */
export const PROGRAM = `
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type BookingStatus = components['schemas']['BookingStatus'];
type Cabin = components['schemas']['Cabin'];

export interface Result {
  readonly status: BookingStatus;
  readonly taken: readonly string[];
  readonly alternatives: number;
  readonly declineCode: string;
  readonly wrongPlaces: readonly (string | undefined)[];
}

function failed(problem: { readonly code: string; readonly detail: string } | undefined): never {
  throw new Error(problem === undefined ? 'no problem' : problem.code + ': ' + problem.detail);
}

export async function run(baseUrl: string, date: string, email: string): Promise<Result> {
  const client = createClient<paths>({ baseUrl });

  const registered = await client.POST('/auth/register', {
    body: { email, password: 'correct horse battery', name: 'Ada Byron' },
  });
  if (registered.data === undefined) failed(registered.error);
  const headers = { Authorization: 'Bearer ' + registered.data.accessToken };

  const cabin: Cabin = 'economy';
  const found = await client.GET('/flights', {
    params: { query: { origin: 'LHR', destination: 'JFK', date, cabin, passengers: 1 } },
  });
  const flight = found.data?.data[0];
  if (flight === undefined) failed(found.error);

  const map = await client.GET('/flights/{id}/seats', { params: { path: { id: flight.id } } });
  if (map.data === undefined) failed(map.error);
  const seat = map.data.cabins
    .filter((each) => each.cabin === cabin)
    .flatMap(({ rows }) => rows)
    .flatMap(({ seats }) => seats)
    .find(({ state }) => state === 'available');
  if (seat === undefined) throw new Error('no free seat');

  const body: components['schemas']['ItineraryRequest'] = {
    flights: [{ flightId: flight.id, seats: [seat.seat] }],
    passengers: [{ givenName: 'Ada', familyName: 'Byron', type: 'adult' }],
  };
  const held = await client.POST('/bookings', { headers, body });
  if (held.data === undefined) failed(held.error);
  const bookingId = held.data.id;

  const second = await client.POST('/bookings', { headers, body });
  if (second.error?.code !== 'seat-unavailable') failed(second.error);
  // The code narrows the type: other problems have neither field.
  const { seats = [], alternatives = [], status } = second.error;
  const conflict: 409 = status;
  if (second.response.status !== conflict) throw new Error('a seat that is taken is a conflict');

  const pay = (method: components['schemas']['PaymentMethod'], key: string) =>
    client.POST('/payment/simulate', {
      params: { header: { 'Idempotency-Key': key } },
      headers,
      body: { bookingId, method },
    });
  const declined = await pay('tok_insufficient_funds', 'first');
  if (declined.error?.code !== 'payment-declined') failed(declined.error);
  const { declineCode } = declined.error;

  const paid = await pay('tok_success', 'second');
  if (paid.data === undefined) failed(paid.error);

  const wrong = await client.POST('/bookings', { headers, body: { ...body, passengers: [] } });
  if (wrong.error?.code !== 'validation-failed') failed(wrong.error);

  const read = await client.GET('/bookings/{id}', { headers, params: { path: { id: bookingId } } });
  if (read.data === undefined) failed(read.error);

  return {
    status: read.data.status,
    taken: seats.map((each) => each.seat),
    alternatives: alternatives.length,
    declineCode,
    wrongPlaces: wrong.error.errors.map(({ pointer }) => pointer),
  };
}
`;

/** Mistakes that the types must find; each statement would compile with a less strict client. */
export const MISTAKES: Readonly<Record<string, string>> = {
  'a cabin that does not exist': `const cabin: components['schemas']['Cabin'] = 'lounge'; void cabin;`,
  'a code that an operation does not have': `
    const { error } = await createClient<paths>().GET('/airports');
    if (error?.code === 'payment-declined') throw new Error();`,
  'a field that problems of another code have': `
    const { error } = await createClient<paths>().POST('/bookings', { body: { flights: [], passengers: [] } });
    if (error?.code === 'not-enough-seats') void error.alternatives;`,
  'a payment without its key': `
    await createClient<paths>().POST('/payment/simulate', { body: { bookingId: 'b', method: 'tok_success' } });`,
};
