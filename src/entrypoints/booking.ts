import type { Logger } from 'pino';
import type { Config } from './config.js';
import { serve, type Service } from './service.js';
import { provideBookingBasics, provideBookingMemory, provideSearchOverHttp } from './wiring/booking-ports.js';
import { bookingRole, provideBookingUseCases } from './wiring/booking-role.js';
import { newContainer } from './wiring/container.js';
import { provideShared } from './wiring/shared.js';

/** Starts the booking role alone; search is reached over HTTP. */
export async function startBooking(config: Config, log: Logger): Promise<Service> {
  if (config.searchUrl === undefined) throw new Error('the booking role needs to know where search answers');
  const wiring = newContainer();
  provideShared(wiring, config);
  provideBookingBasics(wiring);
  provideBookingMemory(wiring);
  provideSearchOverHttp(wiring, config.searchUrl);
  provideBookingUseCases(wiring);
  return await serve(wiring, [bookingRole(wiring)], log);
}
