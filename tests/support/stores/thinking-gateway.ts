import { vi } from 'vitest';
import { BOOKING } from '../../../src/entrypoints/wiring/booking-ports.js';
import type { TestService } from '../processes/test-service.js';

/** Runs the work once during a charge of the payment gateway, which still succeeds. Returns a spy on charges. */
export function whileTheGatewayThinks({ wiring }: TestService, work: () => Promise<void>) {
  const gateway = wiring.resolve(BOOKING.gateway);
  const charge = gateway.charge.bind(gateway);
  return vi.spyOn(gateway, 'charge').mockImplementationOnce(async (request) => {
    const outcome = await charge(request);
    await work();
    return outcome;
  });
}
