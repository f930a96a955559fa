import { pino } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import { Argon2Passwords } from '../../../src/adapters/passwords/argon2-passwords.js';
import { JsonWebTokens, type Caller } from '../../../src/adapters/tokens/json-web-tokens.js';
import { wireAll } from '../../../src/entrypoints/all.js';
import { configFrom } from '../../../src/entrypoints/process/config.js';
import { serve } from '../../../src/entrypoints/serving/service.js';
import { BOOKING } from '../../../src/entrypoints/wiring/booking-ports.js';
import { bookingRole } from '../../../src/entrypoints/wiring/booking-role.js';
import { provide, SHARED } from '../../../src/entrypoints/wiring/shared.js';
import { SEARCH_USE_CASES, searchRole } from '../../../src/entrypoints/wiring/search-role.js';
import { SEARCH } from '../../../src/entrypoints/wiring/search-ports.js';
import { AdjustableClock } from '../builders/adjustable-clock.js';
import { ApiClient } from '../clients/api-client.js';
import { smallTimetable } from '../builders/small-timetable.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { writtenOf, type Written } from '../stores/written.js';

/** Signs the tokens of the service under test. */
export const SERVICE_SECRET = 'a secret that only these tests know';

/** Costs cheap enough to hash a password in every test. */
const CHEAP_HASH = { memoryCost: 1024, timeCost: 1, parallelism: 1 };

/** Holdfast in this process behind a real HTTP server, wired as in production except for its clock. */
export interface TestService {
  readonly api: ApiClient;
  readonly clock: AdjustableClock;
  readonly wiring: DependencyContainer;
  /** Null when the stores are in memory. */
  readonly database: TestDatabase | null;
  /** A client with the token of a traveller without an account; a new traveller for each call without an id. */
  traveller(id?: string): ApiClient;
  admin(): ApiClient;
  token(caller: Caller, at?: number): string;
  /** The refunds and the log of a booking. */
  written(bookingId: string): Promise<Written>;
  /** Runs all background work until none is left. */
  work(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a free port, with the small timetable on sale. Background work runs only in `work()`. */
export async function startTestService(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestService> {
  const database = process.env['TEST_STORE'] === 'database' ? await createTestDatabase() : null;
  const config = configFrom({
    JWT_SECRET: SERVICE_SECRET,
    PORT: '0',
    ROLE: 'all',
    ...database?.environment,
    ...environment,
  });
  const clock = new AdjustableClock();
  const log = pino({ level: 'silent' });
  const wiring = await wireAll(config, log, (shared) => {
    provide(shared, SHARED.clock, () => clock);
    provide(shared, SHARED.pause, () => clock.pause);
    provide(shared, SHARED.stopwatch, () => clock.elapsed);
    provide(shared, SHARED.databaseTimeShift, () => clock.shift);
  });
  provide(wiring, BOOKING.passwords, () => new Argon2Passwords(CHEAP_HASH));
  for (const store of [BOOKING.store, SEARCH.store]) await wiring.resolve(store).prepare();
  await wiring.resolve(SEARCH_USE_CASES).loadTimetable.execute(smallTimetable());
  const roles = [bookingRole(wiring), searchRole(wiring)];
  const loops = roles.flatMap((role) => role.loops);
  const quiet = roles.map((role) => ({ ...role, loops: [] }));
  const service = await serve(wiring, quiet, log);
  const tokens = new JsonWebTokens(SERVICE_SECRET);
  const token = (caller: Caller, at = clock.now()) => tokens.issue(caller, at).token;
  const api = new ApiClient(service.url);
  let travellers = 0;
  return {
    api,
    clock,
    wiring,
    database,
    token,
    traveller: (id = `traveller-${(travellers += 1)}`) => api.as(token({ id, role: 'traveller' })),
    admin: () => api.as(token({ id: 'admin-1', role: 'admin' })),
    work: async () => {
      for (const loop of loops) while (await loop.run());
    },
    written: (bookingId) => writtenOf(bookingId, wiring, database),
    stop: async () => {
      await service.stop();
      await database?.drop();
    },
  };
}
