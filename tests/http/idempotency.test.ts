import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestKeyFrom } from '../../src/adapters/http/request-headers.js';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import type { ApiAnswer, Json } from '../support/clients/api-client.js';
import { hold, pay, seatsOn, seatStates } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';
import { whileTheGatewayThinks } from '../support/stores/thinking-gateway.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(6));
const atRest = (booking: Json) => ({ ...booking, expiresInSeconds: 0 });
const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

/** Claims the key as a first request does, and waits. Returns a function that makes it fail and awaits its end. */
async function claim(key: string, request: Parameters<typeof requestKeyFrom>[2]) {
  const claimed = requestKeyFrom(key, 'required', request)!;
  const signals = new EventEmitter();
  const [begun, failed] = [once(signals, 'begun'), once(signals, 'fail')];
  const unit = service.wiring.resolve(BOOKING.units).run(async (stores) => {
    await stores.keys.claim(claimed);
    signals.emit('begun');
    await failed;
    throw new Error('the request fails here');
  });
  await begun;
  return async () => {
    signals.emit('fail');
    await expect(unit).rejects.toThrow('the request fails here');
  };
}

describe('an Idempotency-Key', () => {
  it('returns the first response again, byte for byte', async () => {
    const traveller = service.traveller();
    const first = await traveller.post('/bookings', seatsOn(flight, '20A'), keyed('k1'));
    service.clock.advance(5_000);
    const repeated = await traveller.post('/bookings', seatsOn(flight, '20A'), keyed('k1'));
    expect([repeated.status, repeated.text]).toEqual([201, first.text]);
    expect(repeated.headers.get('location')).toBe(first.headers.get('location'));
    expect(repeated.headers.get('etag')).toBe('"1"');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect((await traveller.get('/bookings')).body.data).toHaveLength(1);
  });

  it('makes one booking of fifty simultaneous requests', async () => {
    const traveller = service.traveller();
    const storm = Array.from({ length: 50 }, () =>
      traveller.post('/bookings', seatsOn(flight, '21A'), keyed('k2')),
    );
    const responses = await Promise.all(storm);
    expect(new Set(responses.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(responses.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  it('is rejected for another body, but not for another order of the fields', async () => {
    const traveller = service.traveller();
    const body = seatsOn(flight, '22A');
    await traveller.post('/bookings', body, keyed('k3'));
    const reordered = { passengers: body.passengers, flights: body.flights };
    expect((await traveller.post('/bookings', reordered, keyed('k3'))).status).toBe(201);
    const other = await traveller.post('/bookings', seatsOn(flight, '22B'), keyed('k3'));
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const unknown = await traveller.post('/bookings', seatsOn('no-such-flight', '22B'), keyed('k3'));
    expect(unknown.body.code).toBe('idempotency-key-reused');
    expect((await seatStates(service.api, flight))['22B']).toBe('available');
    expect((await traveller.get('/bookings')).body.data).toHaveLength(1);
  });

  it('is rejected for another change, and the booking stays as the first change made it', async () => {
    const traveller = service.traveller();
    const path = `/bookings/${(await hold(traveller, seatsOn(flight, '18A'))).id}`;
    const changed = await traveller.put(path, seatsOn(flight, '18B'), keyed('k'));
    const other = await traveller.put(path, seatsOn(flight, '18C'), keyed('k'));
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const after = (await traveller.get(path)).body;
    expect(atRest(after)).toEqual(atRest(changed.body));
    const seats = await seatStates(service.api, flight);
    expect([seats['18A'], seats['18B'], seats['18C']]).toEqual(['available', 'held', 'available']);
  });

  it('belongs to its user, method and path', async () => {
    const [one, two] = [service.traveller(), service.traveller()];
    expect((await one.post('/bookings', seatsOn(flight, '23A'), keyed('k4'))).status).toBe(201);
    const other = await two.post('/bookings', seatsOn(flight, '23B'), keyed('k4'));
    expect(other.status).toBe(201);
    expect((await two.delete(`/bookings/${other.body.id}`, keyed('k4'))).body.status).toBe('cancelled');
  });

  it('does not store a refusal: the same request is decided again', async () => {
    const [one, two] = [service.traveller(), service.traveller()];
    const rival = await hold(one, seatsOn(flight, '24A'));
    expect((await two.post('/bookings', seatsOn(flight, '24A'), keyed('k5'))).status).toBe(409);
    await one.delete(`/bookings/${rival.id}`);
    const response = await two.post('/bookings', seatsOn(flight, '24A'), keyed('k5'));
    expect([response.status, response.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('stores a decline with its requestId', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '25A'));
    const first = await pay(traveller, booking.id, 'tok_declined', {}, 'k6');
    const repeated = await pay(traveller, booking.id, 'tok_declined', {}, 'k6');
    expect([repeated.status, repeated.text, repeated.headers.get('idempotency-replayed')]).toEqual([
      402,
      first.text,
      'true',
    ]);
    expect((await pay(traveller, booking.id, 'tok_success', {}, 'k6')).body.code).toBe(
      'idempotency-key-reused',
    );
  });

  it('waits for the first payment and returns its response', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '26A'));
    const [one, two] = await Promise.all([1, 2].map(() => pay(traveller, booking.id, 'tok_slow', {}, 'k7')));
    expect([one!.status, two!.status]).toEqual([200, 200]);
    expect(one!.text).toBe(two!.text);
  });

  it('is purged after 24 hours', async () => {
    const id = 'after-purge';
    const first = await service.traveller(id).post('/bookings', seatsOn(flight, '27A'), keyed('k8'));
    service.clock.advance(24 * 3_600_000 + 1000);
    await service.work();
    const repeated = await service.traveller(id).post('/bookings', seatsOn(flight, '27A'), keyed('k8'));
    expect(repeated.status).toBe(201);
    expect(repeated.body.id).not.toBe(first.body.id);
  });

  it.each(['', ' ', 'a b', 'ü', 'x'.repeat(256), 'one, two'])(
    'is rejected by every operation when it is %j',
    async (key) => {
      const traveller = service.traveller();
      const booking = await hold(traveller, seatsOn(flight, '28A'));
      const path = `/bookings/${booking.id}`;
      const options = { headers: { 'Idempotency-Key': Buffer.from(key).toString('latin1') } };
      for (const response of [
        await traveller.post('/bookings', seatsOn(flight, '28B'), options),
        await traveller.put(path, seatsOn(flight, '28B'), options),
        await traveller.post(`${path}/quote`, seatsOn(flight, '28B'), options),
        await traveller.delete(path, options),
        await traveller.post('/payment/simulate', { bookingId: booking.id, method: 'tok_success' }, options),
      ]) {
        expect([response.status, response.body.code]).toEqual([400, 'validation-failed']);
        expect(response.body.errors[0].parameter).toBe('Idempotency-Key');
      }
      const { data } = (await traveller.get('/bookings')).body;
      expect(data.map(atRest)).toEqual([atRest(booking)]);
      await traveller.delete(path);
    },
  );

  it('is required for a payment, whether the booking exists or not', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '19A'));
    for (const bookingId of [booking.id, 'none']) {
      const response = await traveller.post('/payment/simulate', { bookingId, method: 'tok_success' });
      expect([response.status, response.body.code]).toEqual([400, 'idempotency-key-missing']);
    }
    expect(atRest((await traveller.get(`/bookings/${booking.id}`)).body)).toEqual(atRest(booking));
    expect((await traveller.get(`/payments?bookingId=${booking.id}`)).body.data).toEqual([]);
  });

  it('of a payment returns 404 to another traveller who sends the same body', async () => {
    const [owner, stranger] = [service.traveller(), service.traveller()];
    const booking = await hold(owner, seatsOn(flight, '17A'));
    const paid = await pay(owner, booking.id, 'tok_success', {}, 'k');
    const response = await pay(stranger, booking.id, 'tok_success', {}, 'k');
    expect([response.status, response.body.code]).toEqual([404, 'not-found']);
    expect(response.text).not.toContain(paid.body.id);
    expect((await pay(owner, booking.id, 'tok_success', {}, 'k')).text).toBe(paid.text);
  });
});

describe('an Idempotency-Key whose first request still runs', () => {
  // The memory store runs units one by one, so that none meets a running one.
  it.runIf(process.env['TEST_STORE'] === 'database')(
    'makes the second request wait, and then rejects it',
    async () => {
      const traveller = service.traveller('in-flight');
      const body = seatsOn(flight, '16A');
      const fail = await claim('k', {
        callerId: 'in-flight',
        method: 'POST',
        path: '/bookings',
        body,
      });
      const askedAt = Date.now();
      const early = await traveller.post('/bookings', body, keyed('k'));
      expect([early.status, early.body.code]).toEqual([409, 'request-in-progress']);
      expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Date.now() - askedAt).toBeGreaterThanOrEqual(5_000);
      expect((await seatStates(service.api, flight))['16A']).toBe('available');
      await fail();
      const late = await traveller.post('/bookings', body, keyed('k'));
      expect([late.status, late.headers.get('idempotency-replayed')]).toEqual([201, null]);
    },
  );

  it('rejects all other requests while the gateway decides, and charges once', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '15A'));
    const path = `/bookings/${booking.id}`;
    const responses: ApiAnswer<Json>[] = [];
    const charge = whileTheGatewayThinks(service, async () => {
      responses.push(
        await pay(traveller, booking.id, 'tok_declined', {}, 'k'),
        await pay(service.traveller(), booking.id, 'tok_success', {}, 'k'),
        await pay(traveller, booking.id, 'tok_success', {}, 'another'),
        await traveller.delete(path),
        await traveller.put(path, seatsOn(flight, '15B')),
        await traveller.post(`${path}/quote`, seatsOn(flight, '15B')),
      );
    });
    const first = await pay(traveller, booking.id, 'tok_success', {}, 'k');
    expect(responses.map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'idempotency-key-reused'],
      [404, 'not-found'],
      ...Array<unknown>(4).fill([409, 'payment-in-progress']),
    ]);
    expect(first.status).toBe(200);
    expect(charge).toHaveBeenCalledTimes(1);
    const payments = (await traveller.get(`/payments?bookingId=${booking.id}`)).body.data;
    expect(payments.map(({ id, status }: Json) => [id, status])).toEqual([[first.body.id, 'succeeded']]);
    expect((await traveller.get(path)).body).toMatchObject({ status: 'confirmed', paid: booking.total });
    const seats = await seatStates(service.api, flight);
    expect([seats['15A'], seats['15B']]).toEqual(['sold', 'available']);
  });
});
