import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Json } from '../clients/api-client.js';
import { pay, passengers } from './booking-requests.js';
import { flightId, travelDay } from './small-timetable.js';
import { startTestService, type TestService } from '../processes/test-service.js';

const FLIGHTS = [flightId('BA175', travelDay(6)), flightId('AA100', travelDay(6))];
const SEATS = ['1A', '10A', '10B', '11C'];
const METHODS = ['tok_success', 'tok_declined', 'tok_timeout', 'tok_timeout_declined'];

const seatRequest = fc.record({
  flights: fc.subarray(FLIGHTS, { minLength: 1 }),
  seats: fc.subarray(SEATS, { minLength: 1, maxLength: 3 }),
});
const which = fc.nat(20);

/** One action of a traveller or an airline, a pause, or background work. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), seatRequest }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pay' as const), which, method: fc.constantFrom(...METHODS) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const), which, seatRequest }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 31, 70) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('work' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cancel flight' as const), flight: fc.constantFrom(...FLIGHTS) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Random sequences of steps. */
export const lives = fc.array(step, { minLength: 5, maxLength: 40 });

/** Performs the steps, and runs the check after each of them and again when all background work is done. */
export async function live(
  steps: readonly Step[],
  check: (service: TestService) => Promise<void>,
): Promise<void> {
  const service = await startTestService({ HOLD_SECONDS: '30', PAYMENT_MAX_SECONDS: '60' });
  try {
    const ids: string[] = [];
    for (const each of steps) {
      await perform(service, each, ids);
      await check(service);
    }
    service.clock.advance(120_000);
    for (let round = 0; round < 3; round += 1) await service.work();
    await check(service);
    await checkSearchAgrees(service);
  } finally {
    await service.stop();
  }
}

async function perform(service: TestService, each: Step, ids: string[]): Promise<void> {
  const id = 'which' in each ? ids[each.which % Math.max(1, ids.length)] : undefined;
  const traveller = service.traveller('traveller');
  const status = await (async () => {
    switch (each.do) {
      case 'hold': {
        const answer = await traveller.post('/bookings', bodyOf(each.seatRequest), {
          headers: { 'Idempotency-Key': randomUUID() },
        });
        if (answer.status === 201) ids.push(answer.body.id);
        return answer.status;
      }
      case 'pay':
        return id === undefined ? 200 : (await pay(traveller, id, each.method)).status;
      case 'change':
        return id === undefined
          ? 200
          : (await traveller.put(`/bookings/${id}`, bodyOf(each.seatRequest))).status;
      case 'cancel':
        return id === undefined ? 200 : (await traveller.delete(`/bookings/${id}`)).status;
      case 'cancel flight':
        return (await service.admin().patch(`/flights/${each.flight}`, { status: 'cancelled' })).status;
      case 'wait':
        service.clock.advance(each.seconds * 1000);
        return 200;
      case 'work':
        await service.work();
        return 200;
    }
  })();
  expect(status, `${each.do} answered ${status}`).toBeLessThan(500);
}

function bodyOf({ flights, seats }: { flights: string[]; seats: string[] }): Json {
  return {
    flights: flights.map((flight) => ({ flightId: flight, seats })),
    passengers: passengers(seats.length),
  };
}

async function checkSearchAgrees(service: TestService): Promise<void> {
  for (const flight of FLIGHTS) {
    const { body } = await service.api.get(`/flights/${flight}`);
    const map = await service.api.get(`/flights/${flight}/seats`);
    for (const { cabin, seatsLeft } of body.fares) {
      const rows = map.body.cabins.find((one: Json) => one.cabin === cabin).rows;
      const available = rows
        .flatMap((row: Json) => row.seats)
        .filter(({ state }: Json) => state === 'available');
      expect(seatsLeft).toBe(available.length);
    }
  }
}
