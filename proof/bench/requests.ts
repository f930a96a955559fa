import type { Tokens } from '../tokens.js';

/** How many holds one traveller makes: less than the limit of unpaid seats. */
const HOLDS_OF_ONE_TRAVELLER = 4;

/** Whole requests in bytes, made ahead or cheaply. */
export class Requests {
  private travellers = 0;
  private token = '';
  private holds = HOLDS_OF_ONE_TRAVELLER;

  constructor(private readonly tokens: Tokens) {}

  /** A keyed hold of one seat, of a traveller who makes a few of them. */
  hold(flightId: string, seat: string, key: string): Buffer {
    if (this.holds >= HOLDS_OF_ONE_TRAVELLER) {
      this.travellers += 1;
      this.holds = 0;
      this.token = this.tokens.of(`bench-${process.pid}-${this.travellers}`, 'traveller');
    }
    this.holds += 1;
    return holdRequest(this.token, { flightId, seat, key });
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
