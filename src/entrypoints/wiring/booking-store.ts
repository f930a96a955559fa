import type { DependencyContainer } from 'tsyringe';
import { provideBookingMemory } from './booking-ports.js';
import { SHARED } from './shared.js';

/** Provides booking's store: the configured database, whose libraries are loaded only then, or memory. */
export async function provideBookingStore(wiring: DependencyContainer): Promise<void> {
  const { database } = wiring.resolve(SHARED.config);
  if (database === undefined) provideBookingMemory(wiring);
  else (await import('./booking-mysql.js')).provideBookingMysql(wiring, database);
}
