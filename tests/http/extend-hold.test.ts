import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buy, hold, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import type { ApiAnswer, ApiClient, Json } from '../support/clients/api-client.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

/** A tenth of a hold; extensions may hold seats three times as long as a hold. */
const TENTH = 20_000;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    HOLD_SECONDS: '200',
    HOLD_MAX_SECONDS: '600',
    MAX_HELD_SEATS_PER_FLIGHT: '2',
  });
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(6));

function extend(api: ApiClient, id: string, headers: Record<string, string> = {}) {
  return api.post(`/bookings/${id}/extend`, undefined, { headers });
}

function codeOf({ status, body }: ApiAnswer<Json>): [number, string] {
  return [status, body.code];
}

/** How long after the booking was made it lapses, in tenths of a hold. */
function tenthsOf({ createdAt, expiresAt }: Json): number {
  return (Date.parse(expiresAt) - Date.parse(createdAt)) / TENTH;
}

describe('extending a hold', () => {
  it('takes an empty object for a body, and no fields', async () => {
    const traveller = service.traveller();
    const { id } = await hold(traveller, seatsOn(flight, '25A'));
    expect((await traveller.post(`/bookings/${id}/extend`, {})).status).toBe(200);
    expect(codeOf(await traveller.post(`/bookings/${id}/extend`, { seconds: 60 }))).toEqual([
      400,
      'validation-failed',
    ]);
  });

  it('gives as much time from now as a new hold, up to the maximum after the first hold', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '20A'));
    expect(tenthsOf(booking)).toBe(10);
    const reached: number[] = [];
    for (let times = 1; times <= 3; times += 1) {
      service.clock.advance(9 * TENTH);
      const { status, body, headers } = await extend(traveller, booking.id);
      expect([status, headers.get('etag')]).toEqual([200, `"${1 + times}"`]);
      expect(body).toMatchObject({
        status: 'held',
        version: 1 + times,
        actions: ['pay', 'update', 'cancel'],
      });
      reached.push(Math.round(tenthsOf(body)));
    }
    expect(reached).toEqual([19, 28, 30]);
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'hold-not-extendable']);

    // 27 tenths have passed: the hold lapses at 30, not before.
    service.clock.advance(2 * TENTH);
    await service.work();
    expect((await seatStates(service.api, flight))['20A']).toBe('held');
    service.clock.advance(2 * TENTH);
    expect((await traveller.get(`/bookings/${booking.id}`)).body.status).toBe('expired');
    expect(codeOf(await extend(traveller, booking.id))).toEqual([410, 'hold-expired']);
    await service.work();
    expect((await service.written(booking.id)).events).toEqual([
      'held',
      ...['extended', 'extended', 'extended'],
      'expired',
    ]);
  });

  it('is not renewed by other seats', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '21A'));
    service.clock.advance(9 * TENTH);
    await extend(traveller, booking.id);
    service.clock.advance(9 * TENTH);
    const swapped = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '21B'));
    expect(Math.round(tenthsOf(swapped.body))).toBe(19);
    await extend(traveller, booking.id);
    service.clock.advance(9 * TENTH);
    expect(Math.round(tenthsOf((await extend(traveller, booking.id)).body))).toBe(30);
    const again = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '21C'));
    expect(Math.round(tenthsOf(again.body))).toBe(30);
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'hold-not-extendable']);
    service.clock.advance(3 * TENTH + 1);
    expect((await seatStates(service.api, flight))['21C']).toBe('available');
  });

  it('can be paid in the time that it added', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '22A'));
    service.clock.advance(9 * TENTH);
    await extend(traveller, booking.id);
    service.clock.advance(5 * TENTH);
    expect((await pay(traveller, booking.id)).status).toBe(200);
    expect((await seatStates(service.api, flight))['22A']).toBe('sold');
  });

  it('extends a pending change, and not beyond its maximum', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '23A'));
    const pending = await traveller.put(`/bookings/${booking.id}`, seatsOn(flight, '1A'));
    const first = Date.parse(pending.body.pendingChange.expiresAt) - 10 * TENTH;
    for (const tenths of [19, 28, 30]) {
      service.clock.advance(9 * TENTH);
      const { status, body } = await extend(traveller, booking.id);
      expect([status, body.status, body.expiresAt]).toEqual([200, 'confirmed', null]);
      expect(Math.round((Date.parse(body.pendingChange.expiresAt) - first) / TENTH)).toBe(tenths);
    }
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'hold-not-extendable']);
    service.clock.advance(2 * TENTH);
    expect((await pay(traveller, booking.id)).body.booking.flights[0].seats[0].seat).toBe('1A');
  });

  it('keeps the seats in the limits of their traveller', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '24A', '24B'));
    service.clock.advance(9 * TENTH);
    await extend(traveller, booking.id);
    service.clock.advance(5 * TENTH);
    expect(codeOf(await traveller.post('/bookings', seatsOn(flight, '24C')))).toEqual([
      409,
      'too-many-holds',
    ]);
  });
});

describe('an extension is rejected', () => {
  it('for a paid and for a cancelled booking', async () => {
    const traveller = service.traveller();
    const booking = await buy(traveller, seatsOn(flight, '25A'));
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'hold-not-extendable']);
    await traveller.delete(`/bookings/${booking.id}`);
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'hold-not-extendable']);
  });

  it('while a payment is running', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '25B'));
    service.clock.advance(TENTH);
    expect((await pay(traveller, booking.id, 'tok_timeout')).status).toBe(202);
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'payment-in-progress']);
  });

  it('for another traveller, an unknown booking, and without a token', async () => {
    const booking = await hold(service.traveller(), seatsOn(flight, '25C'));
    expect(codeOf(await extend(service.traveller(), booking.id))).toEqual([404, 'not-found']);
    expect(codeOf(await extend(service.traveller(), 'none'))).toEqual([404, 'not-found']);
    expect(codeOf(await extend(service.api, booking.id))).toEqual([401, 'unauthenticated']);
  });

  it('with an outdated If-Match', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '25D'));
    service.clock.advance(TENTH);
    expect(codeOf(await extend(traveller, booking.id, { 'If-Match': '"7"' }))).toEqual([
      412,
      'stale-version',
    ]);
    expect((await extend(traveller, booking.id, { 'If-Match': '"1"' })).status).toBe(200);
  });

  it('with a body, and by another method', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '25E'));
    const path = `/bookings/${booking.id}/extend`;
    expect(codeOf(await traveller.post(path, { seconds: 3_600 }))).toEqual([400, 'validation-failed']);
    const other = await traveller.get(path);
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('once the flight has departed', async () => {
    const soon = flightId('BA117', travelDay(15));
    const early = await hold(service.traveller(), seatsOn(soon, '20A'));
    const departure = Date.parse(early.flights[0].departure.at);
    service.clock.advance(departure - service.clock.now() - 5 * TENTH);
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(soon, '20B'));
    service.clock.advance(5 * TENTH);
    expect(codeOf(await extend(traveller, booking.id))).toEqual([409, 'flight-departed']);
  });
});

describe('an extension with an Idempotency-Key', () => {
  it('takes effect once, and is answered again word for word', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flightId('VS3', travelDay(18)), '20A'));
    service.clock.advance(5 * TENTH);
    const first = await extend(traveller, booking.id, { 'Idempotency-Key': 'x1' });
    service.clock.advance(2 * TENTH);
    const again = await extend(traveller, booking.id, { 'Idempotency-Key': 'x1' });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await service.written(booking.id)).events).toEqual(['held', 'extended']);
  });

  it('takes effect once for twenty requests at the same time', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flightId('VS3', travelDay(18)), '21A'));
    service.clock.advance(5 * TENTH);
    const storm = Array.from({ length: 20 }, () =>
      extend(traveller, booking.id, { 'Idempotency-Key': 'x2' }),
    );
    const answers = await Promise.all(storm);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await service.written(booking.id)).events).toEqual(['held', 'extended']);
  });
});
