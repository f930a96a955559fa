import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { buy, seatsOn } from '../support/builders/booking-requests.js';
import { flightId, travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.stop());

/** Buys a seat and cancels the booking. Returns the promised refund, in minor units. */
async function buyAndCancel(): Promise<number> {
  const traveller = service.traveller();
  const booking = await buy(traveller, seatsOn(flightId('BA117', travelDay(6)), '20A'));
  return (await traveller.delete(`/bookings/${booking.id}`)).body.refund.amount;
}

function spyOnRefunds() {
  return vi.spyOn(service.wiring.resolve(BOOKING.gateway), 'refund');
}

describe('a refund', () => {
  it('reaches the payment gateway once, with the promised amount', async () => {
    const promised = await buyAndCancel();
    const refunds = spyOnRefunds();
    for (let round = 0; round < 3; round += 1) await service.work();
    expect(promised).toBeGreaterThan(0);
    expect(refunds.mock.calls.map(([{ amount }]) => amount.amount)).toEqual([promised]);
  });

  it('is retried under the same key until the payment gateway accepts it', async () => {
    await buyAndCancel();
    const refunds = spyOnRefunds().mockResolvedValueOnce(false);
    for (let round = 0; round < 3; round += 1) await service.work();
    const keys = refunds.mock.calls.map(([{ key }]) => key);
    expect(keys).toEqual([keys[0], keys[0]]);
  });
});
