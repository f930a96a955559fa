import { randomUUID } from 'node:crypto';
import type { Tokens } from '../tokens.js';

/** How many holds one traveller makes: less than the limit of unpaid seats. */
const HOLDS_OF_ONE_TRAVELLER = 4;

/**
 * Makes requests for holds, in bytes. Each client sends them for one traveller at a time, and each after the response
 * to the previous one.
 */
export class Holds {
  private readonly travellers = new Map<number, { readonly token: string; left: number }>();

  constructor(private readonly tokens: Tokens) {}

  /** A hold of one seat, with a key, by the current traveller of the client. */
  next(client: number, seat: { readonly flightId: string; readonly seat: string }): Buffer {
    let traveller = this.travellers.get(client);
    if (traveller === undefined || traveller.left === 0) {
      const token = this.tokens.of(`bench-${randomUUID()}`, 'traveller');
      traveller = { token, left: HOLDS_OF_ONE_TRAVELLER };
      this.travellers.set(client, traveller);
    }
    traveller.left -= 1;
    return holdRequest(traveller.token, { ...seat, key: randomUUID() });
  }
}

/** A hold of one seat for one adult. */
export function holdRequest(
  token: string,
  { flightId, seat, key }: { readonly flightId: string; readonly seat: string; readonly key: string },
): Buffer {
  const passengers = [{ givenName: 'Ada', familyName: 'Byron', type: 'adult' }];
  return post('/bookings', token, { flights: [{ flightId, seats: [seat] }], passengers }, key);
}

/** A POST of JSON. */
export function post(path: string, token: string, body: object, key?: string): Buffer {
  const json = JSON.stringify(body);
  const keyed = key === undefined ? '' : `Idempotency-Key: ${key}\r\n`;
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${keyed}` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}

/** A GET. */
export function get(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
}
