import type { DependencyContainer } from 'tsyringe';
import { provideSearchMemory } from './search-ports.js';
import { SHARED } from './shared.js';

/** Provides search's store: the configured database, whose libraries are loaded only then, or memory. */
export async function provideSearchStore(wiring: DependencyContainer): Promise<void> {
  const { database } = wiring.resolve(SHARED.config);
  if (database === undefined) provideSearchMemory(wiring);
  else (await import('./search-mysql.js')).provideSearchMysql(wiring, database);
}
