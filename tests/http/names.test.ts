import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { hold, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(4));
const bookingOf = (seat: string, ...passengers: Json[]) => ({ ...seatsOn(flight, seat), passengers });
const adult = (familyName: string, givenName?: string) => ({
  ...(givenName === undefined ? {} : { givenName }),
  familyName,
  type: 'adult',
});

/** Accents separate from their letters (Unicode NFD), as some keyboards and file systems write them. */
const SEPARATE = 'd\u2019A\u0301vila';
const COMPOSED = 'd\u2019\u00c1vila';

describe('a name as on a passport', () => {
  it.each([
    ["'n Diaye", 'Gal·lès'],
    ['マリー・アン', 'O’Brien‐Smith'],
    ['علی\u200cرضا', 'ශ්\u200dරී'],
  ])('is accepted for a passenger and an account: %s, %s', async (familyName, givenName) => {
    const traveller = service.traveller();
    const booking = await hold(traveller, bookingOf('20A', adult(familyName, givenName)));
    expect(booking.passengers).toEqual([adult(familyName, givenName)]);
    await traveller.delete(`/bookings/${booking.id}`);
    for (const name of [familyName, givenName]) {
      const email = `${Buffer.from(name).toString('hex')}@example.org`;
      const opened = await service.api.post('/auth/register', { email, password: 'long enough', name });
      expect([opened.status, opened.body.user.name]).toEqual([201, name]);
    }
  });

  it.each([
    ['\u{1f600}', 'has U+1F600, which is not allowed at that place in a name'],
    ['Ada\u202e', 'has U+202E, which is not allowed at that place in a name'],
    ['A\u200dda', 'has U+200D, which is not allowed at that place in a name'],
    ['A\0', 'has U+0000, which is not allowed at that place in a name'],
    ['-', 'must have a letter'],
  ])('is rejected with the reason: %j', async (name, detail) => {
    const traveller = service.traveller();
    for (const [body, pointer] of [
      [bookingOf('20A', adult(name)), '/passengers/0/familyName'],
      [bookingOf('20A', adult('Byron', name)), '/passengers/0/givenName'],
    ] as const) {
      const response = await traveller.post('/bookings', body);
      expect([response.status, response.body.errors]).toEqual([400, [{ pointer, detail }]]);
    }
    const account = { email: 'nobody@example.org', password: 'long enough', name };
    const response = await service.api.post('/auth/register', account);
    expect([response.status, response.body.errors]).toEqual([400, [{ pointer: '/name', detail }]]);
  });

  it.each([
    [60, 201],
    [61, 400],
  ])('of %d letters returns %d', async (length, status) => {
    const traveller = service.traveller();
    const response = await traveller.post('/bookings', bookingOf('20B', adult('x'.repeat(length))));
    expect(response.status).toBe(status);
    if (status === 400) expect(response.body.errors).toHaveLength(1);
    else await traveller.delete(`/bookings/${response.body.id}`);
  });
});

describe('a passenger with one name', () => {
  it('has only that name in every response, from hold to cancellation', async () => {
    const traveller = service.traveller();
    const one = adult('Sukarno');
    const body = bookingOf('21A', one);
    const booking = await hold(traveller, body);
    const path = `/bookings/${booking.id}`;
    const expected = (response: { status: number; body: Json }) =>
      expect([response.status, response.body.passengers]).toEqual([200, [one]]);
    expect(booking.passengers).toEqual([one]);
    expected(await traveller.get(path));
    const same = await traveller.put(path, body);
    expect(same.body.version).toBe(booking.version);
    const moved = bookingOf('21B', one);
    expect((await traveller.post(`${path}/quote`, moved)).status).toBe(200);
    expected(await traveller.put(path, moved));
    const payment = { bookingId: booking.id, method: 'tok_success' };
    const paid = await traveller.post('/payment/simulate', payment, {
      headers: { 'Idempotency-Key': 'one' },
    });
    expected({ status: paid.status, body: paid.body.booking });
    expect((await traveller.get('/bookings')).body.data[0].passengers).toEqual([one]);
    const dearer = await traveller.put(path, {
      ...seatsOn(flight, '21B', '21C'),
      passengers: [one, adult('Suharto')],
    });
    expect(dearer.body.pendingChange.passengers).toEqual([one, adult('Suharto')]);
    expected(await traveller.delete(path));
  });

  it('differs from a passenger with the same family name and a given name', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, bookingOf('22A', adult('Sukarno')));
    const named = await traveller.put(`/bookings/${booking.id}`, bookingOf('22A', adult('Sukarno', 'Ahmed')));
    expect([named.body.passengers, named.body.version]).toEqual([
      [adult('Sukarno', 'Ahmed')],
      Number(booking.version) + 1,
    ]);
  });

  it.each([null, '', 7])('must not have the given name %j', async (givenName) => {
    const passenger = { ...adult('Sukarno'), givenName };
    const response = await service.traveller().post('/bookings', bookingOf('22B', passenger));
    expect([response.status, response.body.errors[0].pointer]).toEqual([400, '/passengers/0/givenName']);
  });
});

describe('text with accents separate from their letters', () => {
  it('is stored composed, and equals the composed text under a key and in a change', async () => {
    const traveller = service.traveller();
    const send = (name: string, key: string) =>
      traveller.post('/bookings', bookingOf('23A', adult(name)), { headers: { 'Idempotency-Key': key } });
    const first = await send(SEPARATE, 'text');
    expect([first.status, first.body.passengers]).toEqual([201, [adult(COMPOSED)]]);
    const repeated = await send(COMPOSED, 'text');
    expect([repeated.text, repeated.headers.get('idempotency-replayed')]).toEqual([first.text, 'true']);
    const same = await traveller.put(`/bookings/${first.body.id}`, bookingOf('23A', adult(SEPARATE)));
    expect(same.body.version).toBe(first.body.version);
  });

  it('is stored composed in accounts and in the catalogue', async () => {
    const account = { email: 'apart@example.org', password: 'long enough', name: SEPARATE };
    expect((await service.api.post('/auth/register', account)).body.user.name).toBe(COMPOSED);
    const airport = {
      code: 'QNF',
      name: `${SEPARATE} Field`,
      city: 'Zu\u0308rich',
      country: 'Cura\u0327cao',
      timeZone: 'Europe/Zurich',
      latitude: 47,
      longitude: 8,
    };
    const composed = {
      ...airport,
      name: `${COMPOSED} Field`,
      city: 'Z\u00fcrich',
      country: 'Cur\u0061\u0327cao',
    };
    const added = await service.admin().post('/airports', airport);
    expect([added.status, added.body]).toEqual([
      201,
      { ...composed, country: composed.country.normalize('NFC'), cityCode: composed.code },
    ]);
  });
});
