import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import { buy, seatsOn } from '../support/booking-requests.js';
import { flightId, travelDay } from '../support/small-timetable.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.stop());

/** Buys a seat and cancels it; answers what was promised. */
async function giveBack(): Promise<number> {
  const traveller = service.traveller();
  const booking = await buy(traveller, seatsOn(flightId('BA117', travelDay(6)), '20A'));
  return (await traveller.delete(`/bookings/${booking.id}`)).body.refund.amount;
}

function refundsAsked() {
  return vi.spyOn(service.wiring.resolve(BOOKING.gateway), 'refund');
}

describe('money that goes back', () => {
  it('reaches the payment gateway once, as much as was promised', async () => {
    const promised = await giveBack();
    const asked = refundsAsked();
    for (let round = 0; round < 3; round += 1) await service.work();
    expect(promised).toBeGreaterThan(0);
    expect(asked.mock.calls.map(([{ amount }]) => amount.amount)).toEqual([promised]);
  });

  it('is sent again until the payment gateway takes it, under the same key', async () => {
    await giveBack();
    const asked = refundsAsked().mockResolvedValueOnce(false);
    for (let round = 0; round < 3; round += 1) await service.work();
    const keys = asked.mock.calls.map(([{ key }]) => key);
    expect(keys).toEqual([keys[0], keys[0]]);
  });
});
