import { vi } from 'vitest';
import { BOOKING } from '../../src/entrypoints/wiring/booking-ports.js';
import type { TestService } from './test-service.js';

/** Lets something happen, once, while the gateway thinks; it takes the money all the same. Answers a spy on charges. */
export function whileTheGatewayThinks({ wiring }: TestService, happens: () => Promise<void>) {
  const gateway = wiring.resolve(BOOKING.gateway);
  const charge = gateway.charge.bind(gateway);
  return vi.spyOn(gateway, 'charge').mockImplementationOnce(async (asked) => {
    const outcome = await charge(asked);
    await happens();
    return outcome;
  });
}
