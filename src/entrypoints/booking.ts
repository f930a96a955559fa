import type { Logger } from 'pino';
import type { Config } from './process/config.js';
import { makeDemoLogins } from './serving/demo-logins.js';
import { serve, type Started } from './serving/service.js';
import { provideBookingBasics, provideSearchOverHttp } from './wiring/booking-ports.js';
import { bookingRole, provideBookingUseCases, provideBookingStore } from './wiring/booking-role.js';
import { newContainer, provideShared } from './wiring/shared.js';

/** Starts the booking role alone. It calls search over HTTP. */
export async function startBooking(config: Config, log: Logger): Promise<Started> {
  if (config.searchUrl === undefined) throw new Error('the booking role needs SEARCH_URL');
  const wiring = newContainer();
  provideShared(wiring, config, log);
  provideBookingBasics(wiring);
  await provideBookingStore(wiring);
  provideSearchOverHttp(wiring, config.searchUrl);
  provideBookingUseCases(wiring);
  const service = await serve(wiring, [bookingRole(wiring)], log);
  return { service, logins: await makeDemoLogins(wiring) };
}
