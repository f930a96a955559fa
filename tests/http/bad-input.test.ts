import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { hold, passengers, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { TEST_START } from '../support/builders/adjustable-clock.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { SERVICE_SECRET, startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(3));
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('a request body', () => {
  it.each<[string, string | Uint8Array, number, string]>([
    ['broken JSON', '{"flights": [', 400, 'malformed-json'],
    ['empty', '', 400, 'validation-failed'],
    ['an array', '[]', 400, 'validation-failed'],
    ['a string', '"x"', 400, 'validation-failed'],
    ['null', 'null', 400, 'validation-failed'],
    ['a number', '7', 400, 'validation-failed'],
    ['a prototype', '{"__proto__": {"role": "admin"}}', 400, 'validation-failed'],
    ['deep nesting', `{"flights": ${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400, 'validation-failed'],
    ['too large', `{"flights": "${'x'.repeat(70_000)}"}`, 413, 'body-too-large'],
    [
      '10,000 seats',
      JSON.stringify(seatsOn(flight, ...Array<string>(9_000).fill('1A'))),
      400,
      'validation-failed',
    ],
  ])('is rejected: %s', async (_, rawBody, status, code) => {
    const response = await service.traveller().send('POST', '/bookings', { rawBody, headers: JSON_TYPE });
    expect([response.status, response.body.code]).toEqual([status, code]);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['text/plain', 'application/json; charset=latin1', 'application/xml', ''])(
    'is rejected with the content type %j',
    async (type) => {
      const rawBody = JSON.stringify(seatsOn(flight, '20A'));
      const headers = { 'Content-Type': type };
      const response = await service.traveller().send('POST', '/bookings', { rawBody, headers });
      expect([response.status, response.body.code]).toEqual([415, 'unsupported-media-type']);
    },
  );

  it.each([
    ['broken JSON', '{"reason": ', 'application/json', 400, 'validation-failed'],
    ['too large', `{"reason": "${'x'.repeat(70_000)}"}`, 'application/json', 413, 'body-too-large'],
    ['a form', 'reason=none', 'application/x-www-form-urlencoded', 400, 'validation-failed'],
    ['no fields', '{}', 'application/json', 400, 'validation-failed'],
  ])('is rejected unparsed where the operation takes none: %s', async (_, rawBody, type, status, code) => {
    const headers = { 'Content-Type': type };
    const response = await service.traveller().send('DELETE', '/bookings/b-1', { rawBody, headers });
    expect([response.status, response.body.code]).toEqual([status, code]);
  });

  it('is accepted with a charset in the content type', async () => {
    const rawBody = JSON.stringify(seatsOn(flight, '27A'));
    const headers = { 'Content-Type': 'application/json; charset=UTF-8' };
    expect((await service.traveller().send('POST', '/bookings', { rawBody, headers })).status).toBe(201);
  });

  const valid = seatsOn(flight, '20A');
  const seatRequest = valid.flights[0];
  const person = valid.passengers[0];
  const withRequest = (change: Json) => ({ ...valid, flights: [{ ...seatRequest, ...change }] });
  const withPerson = (change: Json) => ({ ...valid, passengers: [{ ...person, ...change }] });

  it.each<[string, Json, string]>([
    ['no flights', { ...valid, flights: [] }, '/flights'],
    [
      'seven flights',
      { ...valid, flights: Array.from({ length: 7 }, (_, n) => ({ ...seatRequest, flightId: `f${n}` })) },
      '/flights',
    ],
    ['one flight twice', { ...valid, flights: [seatRequest, seatRequest] }, '/flights/1'],
    ['an object for a string', withRequest({ flightId: { $ne: '' } }), '/flights/0/flightId'],
    ['a number for a string', withRequest({ flightId: 7 }), '/flights/0/flightId'],
    ['a NUL in an id', withRequest({ flightId: 'a\0b' }), '/flights/0/flightId'],
    ['an invalid seat', withRequest({ seats: ['12a'] }), '/flights/0/seats/0'],
    ['SQL for a seat', withRequest({ seats: ["1A' OR 1=1"] }), '/flights/0/seats/0'],
    [
      'one seat twice',
      { ...valid, flights: [{ ...seatRequest, seats: ['20A', '20A'] }], passengers: passengers(2) },
      '/flights/0/seats/1',
    ],
    ['more seats than passengers', withRequest({ seats: ['20A', '20B'] }), '/flights/0/seats'],
    ['seats and a cabin', withRequest({ cabin: 'economy' }), '/flights/0'],
    ['neither seats nor a cabin', withRequest({ seats: undefined }), '/flights/0'],
    ['a preference without a cabin', withRequest({ preference: 'window' }), '/flights/0'],
    ['an unknown cabin', withRequest({ seats: undefined, cabin: 'cargo' }), '/flights/0/cabin'],
    ['no passengers', { ...valid, passengers: [] }, '/passengers'],
    ['ten passengers', { ...valid, passengers: Array(10).fill(person) }, '/passengers'],
    ['an empty name', withPerson({ givenName: '' }), '/passengers/0/givenName'],
    ['a name of blanks', withPerson({ givenName: '  ' }), '/passengers/0/givenName'],
    ['a name with a NUL', withPerson({ givenName: 'A\0' }), '/passengers/0/givenName'],
    ['a right-to-left override in a name', withPerson({ givenName: 'A\u202eB' }), '/passengers/0/givenName'],
    ['an emoji as a name', withPerson({ givenName: '😀' }), '/passengers/0/givenName'],
    ['a name of 61 letters', withPerson({ familyName: 'x'.repeat(61) }), '/passengers/0/familyName'],
    ['an unknown passenger type', withPerson({ type: 'dog' }), '/passengers/0/type'],
    ['a price', { ...valid, price: 1 }, '/price'],
    ['a status', { ...valid, status: 'confirmed' }, '/status'],
    ['another user’s id', { ...valid, userId: 'eve' }, '/userId'],
  ])('is rejected with %s', async (_, body, pointer) => {
    const traveller = service.traveller();
    const response = await traveller.post('/bookings', body);
    expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
    expect(response.body.errors.map((error: Json) => error.pointer)).toContain(pointer);
    expect((await traveller.get('/bookings')).body.data).toEqual([]);
  });

  it.each(['0A', '12I', '999Z', '1B'])(
    'is rejected with seat %s, which the aircraft does not have',
    async (seat) => {
      const response = await service.traveller().post('/bookings', seatsOn(flight, seat));
      expect([response.status, response.body.code]).toEqual([422, 'unknown-seat']);
    },
  );

  it.each(['مريم', 'Zoë-Ann', "O'Brien", '小明', 'J. R.'])(
    'is accepted with the name %s',
    async (givenName) => {
      const traveller = service.traveller();
      const body = { ...seatsOn(flight, '28A'), passengers: [{ ...passengers(1)[0], givenName }] };
      const booking = await hold(traveller, body);
      expect(booking.passengers[0].givenName).toBe(givenName);
      await traveller.delete(`/bookings/${booking.id}`);
    },
  );

  it.each(['1e309', '-1', '0.5', '9007199254740993', '"45000"'])(
    'is rejected with the amount %s',
    async (amount) => {
      const rawBody = `{"bookingId":"b","method":"tok_success","amount":{"amount":${amount},"currency":"GBP"}}`;
      const headers = { ...JSON_TYPE, 'Idempotency-Key': 'k' };
      const response = await service.traveller().send('POST', '/payment/simulate', { rawBody, headers });
      expect([response.status, response.body.errors[0].pointer]).toEqual([400, '/amount/amount']);
    },
  );

  it.each<[string, string, string[]]>([
    ['at the top', '{"flights": [], "passengers": [], "flights": []}', ['/flights']],
    [
      'nested',
      '{"passengers": [{"type": "adult"}, {"type": "adult", "type": "child"}]}',
      ['/passengers/1/type'],
    ],
    ['written with an escape', String.raw`{"a/b": {"~": 1, "\u007e": 2}}`, ['/a~1b/~0']],
  ])('is rejected with a repeated field: %s', async (_, rawBody, pointers) => {
    const response = await service.traveller().send('POST', '/bookings', { rawBody, headers: JSON_TYPE });
    expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
    expect(response.body.errors).toEqual(
      pointers.map((pointer) => ({ pointer, detail: 'is repeated; send it once' })),
    );
  });

  it('may be compressed', async () => {
    const rawBody = gzipSync(JSON.stringify(seatsOn(flight, '24A')));
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
    expect((await service.traveller().send('POST', '/bookings', { rawBody, headers })).status).toBe(201);
  });

  it.each<[string, string, string | Uint8Array, number, string]>([
    ['gzip', 'is not compressed', 'this was never packed', 400, 'malformed-json'],
    ['deflate', 'is not compressed', 'this was never packed', 400, 'malformed-json'],
    ['br', 'is not compressed', 'this was never packed', 400, 'malformed-json'],
    ['gzip', 'ends too early', gzipSync('{"flights": []}').subarray(0, 20), 400, 'malformed-json'],
    ['gzip', 'expands beyond the limit', gzipSync(' '.repeat(1_000_000)), 413, 'body-too-large'],
    ['zip', 'is not supported', '{}', 415, 'unsupported-media-type'],
  ])('is rejected with the encoding %s when it %s', async (encoding, _, rawBody, status, code) => {
    const headers = { ...JSON_TYPE, 'Content-Encoding': encoding };
    const response = await service.traveller().send('POST', '/bookings', { rawBody, headers });
    expect([response.status, response.body.code]).toEqual([status, code]);
  });

  it('is rejected where the operation takes none', async () => {
    const traveller = service.traveller();
    const { id } = await hold(traveller, seatsOn(flight, '23A'));
    const response = await traveller.delete(`/bookings/${id}`, { body: { reason: 'rain' } });
    expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
    expect(response.body.errors).toEqual([
      { pointer: '', detail: 'must be left out: this operation takes no body' },
    ]);
    expect((await traveller.get(`/bookings/${id}`)).body.status).toBe('held');
  });

  it('never appears in the response', async () => {
    const secret = 'hunter2hunter2';
    const response = await service.api.post('/auth/login', { email: secret, password: { secret } });
    expect(response.status).toBe(400);
    expect(response.text).not.toContain(secret);
  });
});

describe('an access token', () => {
  const sign = (claims: Json, secret = SERVICE_SECRET, options: jwt.SignOptions = {}) =>
    jwt.sign(JSON.parse(JSON.stringify(claims)), secret, { algorithm: 'HS256', ...options });
  const now = Math.floor(TEST_START / 1000);
  const claims = {
    sub: 'eve',
    role: 'traveller',
    iss: 'holdfast',
    aud: 'holdfast',
    iat: now,
    exp: now + 900,
  };
  const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;

  it.each<[string, string]>([
    ['garbage', 'x.y.z'],
    ['unsigned', none],
    ['signed with another secret', sign(claims, 'another secret, just as long as ours')],
    ['signed with another algorithm', sign(claims, undefined, { algorithm: 'HS512' })],
    ['of another issuer', sign({ ...claims, iss: 'eve' })],
    ['for another audience', sign({ ...claims, aud: 'eve' })],
    ['expired', sign({ ...claims, exp: now - 61 })],
    ['without an expiry', sign({ ...claims, exp: undefined })],
    ['without a subject', sign({ ...claims, sub: undefined })],
    ['of an unknown role', sign({ ...claims, role: 'root' })],
  ])('is rejected: %s', async (_, token) => {
    const response = await service.api.as(token).get('/bookings');
    expect([response.status, response.body.code]).toEqual([401, 'unauthenticated']);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('is valid for up to a minute beyond its expiry', async () => {
    // The service's clock has moved on since TEST_START.
    const seconds = Math.floor(service.clock.now() / 1000);
    expect((await service.api.as(sign({ ...claims, exp: seconds - 50 })).get('/bookings')).status).toBe(200);
    expect((await service.api.as(sign({ ...claims, exp: seconds - 61 })).get('/bookings')).status).toBe(401);
  });

  it('is checked before anything else in a request', async () => {
    const response = await service.api.send('POST', '/bookings', {
      rawBody: '{',
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(response.status).toBe(401);
  });

  it('of a service does not open the travellers’ operations, nor a traveller’s the internal ones', async () => {
    const role = service.token({ id: 'holdfast', role: 'service' });
    expect((await service.api.as(role).get('/bookings')).status).toBe(403);
    expect((await service.traveller().get('/internal/seat-counts?after=&limit=10')).status).toBe(403);
    expect((await service.api.as(role).get('/internal/seat-counts?after=&limit=10')).status).toBe(200);
  });
});

describe('a request', () => {
  it.each<[string, string, number, string]>([
    ['GET', '/nowhere', 404, 'not-found'],
    ['GET', '/flights/%E0%A4%A/seats', 404, 'not-found'],
    ['GET', '/bookings/', 404, 'not-found'],
    ['PATCH', '/bookings', 405, 'method-not-allowed'],
    ['DELETE', '/flights', 405, 'method-not-allowed'],
    ['GET', '/payment/simulate', 405, 'method-not-allowed'],
  ])('%s %s returns %d', async (method, path, status, code) => {
    const response = await service.traveller().send(method, path);
    expect([response.status, response.body.code]).toEqual([status, code]);
    if (status === 405) expect(response.headers.get('allow')).toMatch(/GET|POST/);
  });

  it('is rejected when it does not accept JSON', async () => {
    const response = await service.api.get('/airlines', { headers: { Accept: 'text/html' } });
    expect([response.status, response.body.code]).toEqual([406, 'not-acceptable']);
    const never = await service.api.get('/airlines', { headers: { Accept: 'application/json;q=0' } });
    expect(never.status).toBe(406);
  });

  it.each([
    'application/json; charset=utf-8',
    'text/html, application/*;q=0.5',
    '*/*;q=0.1',
    'APPLICATION/JSON',
  ])('is served when it accepts JSON as %j', async (accept) => {
    expect((await service.api.get('/airlines', { headers: { Accept: accept } })).status).toBe(200);
  });

  it('is rejected with an unknown parameter', async () => {
    const booking = await hold(service.traveller('curious'), seatsOn(flight, '26A'));
    const response = await service.traveller('curious').get(`/bookings/${booking.id}?expand=all`);
    expect([response.status, response.body.errors[0].parameter]).toEqual([400, 'expand']);
  });

  it('changes nothing when the client disconnects within the body', async () => {
    const { port } = new URL(service.api.url);
    const token = service.token({ id: 'leaver', role: 'traveller' });
    await new Promise<void>((resolve) => {
      const request = httpRequest({
        port,
        method: 'POST',
        path: '/bookings',
        headers: { ...JSON_TYPE, Authorization: `Bearer ${token}`, 'Content-Length': 1000 },
      });
      request.on('error', () => resolve());
      request.write('{"flights":', () => request.destroy());
    });
    expect((await service.api.as(token).get('/bookings')).body.data).toEqual([]);
    expect((await seatStates(service.api, flight))['20A']).toBe('available');
  });
});

describe('another traveller’s booking', () => {
  it('returns 404 for every method, as an unknown booking does', async () => {
    const booking = await hold(service.traveller(), seatsOn(flight, '25A'));
    const eve = service.traveller();
    const path = `/bookings/${booking.id}`;
    const responses = [
      await eve.get(path),
      await eve.put(path, seatsOn(flight, '25B')),
      await eve.delete(path),
      await eve.post(`${path}/quote`, seatsOn(flight, '25B')),
      await service.admin().get(path),
    ];
    const { detail } = (await eve.get('/bookings/none')).body;
    for (const { status, body } of responses) expect([status, body.detail]).toEqual([404, detail]);
  });
});
