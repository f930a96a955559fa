import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold, pay, seatsOn } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const flight = flightId('BA117', travelDay(6));
const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

describe('an Idempotency-Key', () => {
  it('brings the first answer again, word for word', async () => {
    const traveller = service.traveller();
    const first = await traveller.post('/bookings', seatsOn(flight, '20A'), keyed('k1'));
    service.clock.advance(5_000);
    const again = await traveller.post('/bookings', seatsOn(flight, '20A'), keyed('k1'));
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('etag')).toBe('"1"');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await traveller.get('/bookings')).body.data).toHaveLength(1);
  });

  it('makes one booking of a storm of the same request', async () => {
    const traveller = service.traveller();
    const storm = Array.from({ length: 50 }, () =>
      traveller.post('/bookings', seatsOn(flight, '21A'), keyed('k2')),
    );
    const answers = await Promise.all(storm);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  it('is refused for another body, however the fields are ordered', async () => {
    const traveller = service.traveller();
    const body = seatsOn(flight, '22A');
    await traveller.post('/bookings', body, keyed('k3'));
    const reordered = { passengers: body.passengers, flights: body.flights };
    expect((await traveller.post('/bookings', reordered, keyed('k3'))).status).toBe(201);
    const other = await traveller.post('/bookings', seatsOn(flight, '22B'), keyed('k3'));
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const unknown = await traveller.post('/bookings', seatsOn('no-such-flight', '22B'), keyed('k3'));
    expect(unknown.body.code).toBe('idempotency-key-reused');
  });

  it('belongs to its user, method and path', async () => {
    const [one, two] = [service.traveller(), service.traveller()];
    expect((await one.post('/bookings', seatsOn(flight, '23A'), keyed('k4'))).status).toBe(201);
    const other = await two.post('/bookings', seatsOn(flight, '23B'), keyed('k4'));
    expect(other.status).toBe(201);
    expect((await two.delete(`/bookings/${other.body.id}`, keyed('k4'))).body.status).toBe('cancelled');
  });

  it('does not keep a refusal: what was refused is judged afresh', async () => {
    const [one, two] = [service.traveller(), service.traveller()];
    const rival = await hold(one, seatsOn(flight, '24A'));
    expect((await two.post('/bookings', seatsOn(flight, '24A'), keyed('k5'))).status).toBe(409);
    await one.delete(`/bookings/${rival.id}`);
    const answer = await two.post('/bookings', seatsOn(flight, '24A'), keyed('k5'));
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('keeps a decline, its requestId too', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '25A'));
    const first = await pay(traveller, booking.id, 'tok_declined', {}, 'k6');
    const again = await pay(traveller, booking.id, 'tok_declined', {}, 'k6');
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([
      402,
      first.text,
      'true',
    ]);
    expect((await pay(traveller, booking.id, 'tok_success', {}, 'k6')).body.code).toBe(
      'idempotency-key-reused',
    );
  });

  it('waits for the first payment and gives its answer', async () => {
    const traveller = service.traveller();
    const booking = await hold(traveller, seatsOn(flight, '26A'));
    const [one, two] = await Promise.all([1, 2].map(() => pay(traveller, booking.id, 'tok_slow', {}, 'k7')));
    expect([one!.status, two!.status]).toEqual([200, 200]);
    expect(one!.text).toBe(two!.text);
  });

  it('is forgotten after 24 hours', async () => {
    const id = 'forgetful';
    const first = await service.traveller(id).post('/bookings', seatsOn(flight, '27A'), keyed('k8'));
    service.clock.advance(24 * 3_600_000 + 1000);
    await service.work();
    const again = await service.traveller(id).post('/bookings', seatsOn(flight, '27A'), keyed('k8'));
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(first.body.id);
  });

  it.each(['', ' ', 'a b', 'ü', 'x'.repeat(256)])('is refused when it is %j', async (key) => {
    const traveller = service.traveller();
    const headers = { 'Idempotency-Key': Buffer.from(key).toString('latin1') };
    const answer = await traveller.post('/bookings', seatsOn(flight, '28A'), { headers });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect(answer.body.errors[0].parameter).toBe('Idempotency-Key');
  });

  it('is needed to pay', async () => {
    const traveller = service.traveller();
    const answer = await traveller.post('/payment/simulate', { bookingId: 'b', method: 'tok_success' });
    expect([answer.status, answer.body.code]).toEqual([400, 'idempotency-key-missing']);
  });
});
