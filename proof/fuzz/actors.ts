import { knownFlight, type KnownFlight } from './flights.js';
import type { ServiceApi } from './service-api.js';

/** A traveller or administrator with bookings, on whose behalf requests are sent. */
export interface Actor {
  readonly token: string;
  readonly flight: KnownFlight;
  /** A held, a confirmed and a cancelled booking. */
  readonly bookings: readonly ActorBooking[];
  /** The seats of the held booking. */
  readonly takenSeats: readonly string[];
}

export interface ActorBooking {
  readonly id: string;
  readonly paymentId: string | null;
}

interface Made {
  readonly id: string;
}

interface Booking extends Made {
  readonly flights: readonly { readonly seats: readonly { readonly seat: string }[] }[];
}

const PASSENGERS = [
  { givenName: 'Ada', familyName: 'Byron', type: 'adult' },
  { givenName: 'Max', familyName: 'Born', type: 'child' },
];

/** Makes three bookings for the owner of a token: held, confirmed and cancelled. Throws Error if one fails. */
export async function makeActor(api: ServiceApi, token: string, flight: KnownFlight): Promise<Actor> {
  const hold = () =>
    api.ask<Booking>('POST', '/bookings', {
      token,
      body: { flights: [{ flightId: flight.id, cabin: 'economy' }], passengers: PASSENGERS },
    });
  const held = await hold();
  const confirmed = await hold();
  const body = { bookingId: confirmed.id, method: 'tok_success' };
  const payment = await api.ask<Made>('POST', '/payment/simulate', { token, key: confirmed.id, body });
  const cancelled = await hold();
  await api.ask('DELETE', `/bookings/${cancelled.id}`, { token });
  return {
    token,
    flight,
    bookings: [
      { id: held.id, paymentId: null },
      { id: confirmed.id, paymentId: payment.id },
      { id: cancelled.id, paymentId: null },
    ],
    takenSeats: held.flights.flatMap(({ seats }) => seats.map(({ seat }) => seat)),
  };
}

/** Like `makeActor`, on the first of the flights that has room. */
export async function makeActorSomewhere(
  api: ServiceApi,
  token: string,
  flightIds: readonly string[],
): Promise<Actor> {
  let last: unknown = new Error('there is no flight to book');
  for (const id of flightIds) {
    try {
      return await makeActor(api, token, await knownFlight(api, id));
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
