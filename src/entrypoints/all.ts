import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Config } from './config.js';
import { load } from './load.js';
import { serve, type Service } from './service.js';
import type { SourcedTimetable } from './timetable-source.js';
import { BOOKING, provideBookingBasics, provideBookingMemory } from './wiring/booking-ports.js';
import { BOOKING_USE_CASES, bookingRole, provideBookingUseCases } from './wiring/booking-role.js';
import { newContainer, provide } from './wiring/container.js';
import { provideSearchMemory, SEARCH } from './wiring/search-ports.js';
import { provideSearchUseCases, SEARCH_USE_CASES, searchRole } from './wiring/search-role.js';
import { provideShared } from './wiring/shared.js';

/** Logins for trying things out, made anew at each start. */
export interface DemoLogin {
  readonly role: 'traveller' | 'admin';
  readonly email: string;
  readonly password: string;
}

/** Wires both roles in one process, joined by function calls. */
export function wireAll(config: Config): DependencyContainer {
  const wiring = newContainer();
  provideShared(wiring, config);
  provideSearchMemory(wiring);
  provideSearchUseCases(wiring);
  provideBookingBasics(wiring);
  provideBookingMemory(wiring);
  provideBookingUseCases(wiring);
  joinRoles(wiring);
  return wiring;
}

/** Starts both roles in one process, the timetable on sale. */
export async function startAll(config: Config, source: SourcedTimetable, log: Logger) {
  const wiring = wireAll(config);
  await load(wiring.resolve(SEARCH_USE_CASES.loadTimetable), source);
  const logins = config.isProduction ? [] : await makeDemoLogins(wiring);
  const service: Service = await serve(wiring, [bookingRole(wiring), searchRole(wiring)], log);
  return { service, logins };
}

function joinRoles(wiring: DependencyContainer): void {
  provide(wiring, BOOKING.flightCatalogue, (c) => {
    const describe = c.resolve(SEARCH_USE_CASES.describeFlight);
    return { find: (flightId) => describe.execute({ flightId }) };
  });
  provide(wiring, BOOKING.seatNumbersReceiver, (c) => {
    const record = c.resolve(SEARCH_USE_CASES.recordSeatsLeft);
    return { tell: (numbers) => record.execute(numbers) };
  });
  provide(wiring, SEARCH.flightChangesReceiver, (c) => c.resolve(BOOKING_USE_CASES.applyFlightChanges));
  provide(wiring, SEARCH.seatNumbersSource, () => null);
}

async function makeDemoLogins(wiring: DependencyContainer): Promise<DemoLogin[]> {
  const register = wiring.resolve(BOOKING_USE_CASES.register);
  const secrets = wiring.resolve(BOOKING.secrets);
  const make = async (role: DemoLogin['role'], email: string, name: string): Promise<DemoLogin> => {
    const password = secrets.refreshToken().slice(0, 12);
    await register.execute({ email, password, name }, role);
    return { role, email, password };
  };
  return await Promise.all([
    make('traveller', 'traveller@holdfast.example', 'Demo Traveller'),
    make('admin', 'admin@holdfast.example', 'Demo Administrator'),
  ]);
}
