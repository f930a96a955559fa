import { expect } from 'vitest';
import { MysqlAccounts } from '../../../src/adapters/mysql/accounts/accounts.js';
import { MysqlRefreshTokens } from '../../../src/adapters/mysql/accounts/refresh-tokens.js';
import { MysqlKeyRetention } from '../../../src/adapters/mysql/booking/key-retention.js';
import { MysqlSeatCountsOutbox } from '../../../src/adapters/mysql/booking/seat-counts-outbox.js';
import { MysqlUnitOfWork } from '../../../src/adapters/mysql/booking/unit-of-work.js';
import type { Database } from '../../../src/adapters/mysql/connection/database.js';
import { MysqlCatalogueLoader } from '../../../src/adapters/mysql/search/catalogue-loader.js';
import { MysqlCatalogueUnits } from '../../../src/adapters/mysql/search/catalogue-units.js';
import { MysqlFlightChangesOutbox } from '../../../src/adapters/mysql/search/flight-changes-outbox.js';
import { MysqlSeatsLeft } from '../../../src/adapters/mysql/search/seats-left.js';
import type { Account } from '../../../src/application/accounts/ports.js';
import { DAY } from '../../../src/domain/shared/instant.js';
import { aCatalogueFlight, PLACES } from './catalogue-scene.js';
import { newId } from './scene.js';
import type { TestDatabase } from '../processes/test-database.js';

/** A database with the tables of both roles, and a second connection to it. */
export interface Place {
  readonly server: TestDatabase;
  readonly database: Database;
}

const now = () => Date.now();
export const anAccount = (): Account => ({
  id: newId(),
  email: `${newId()}@example.org`,
  name: 'Ada',
  role: 'traveller',
  passwordHash: 'none',
  createdAt: now(),
});

export async function aToken({ database }: Place, expiresAt = now() + DAY): Promise<string> {
  const hash = newId();
  await new MysqlRefreshTokens(database).insert({ hash, familyId: newId(), accountId: newId(), expiresAt });
  return hash;
}

const aKey = ({ server }: Place, expiresInSeconds: number) =>
  server.changed(`INSERT INTO idempotency_key (name, fingerprint, forgotten_at)
                  VALUES ('${newId()}', 'f', SYSDATE(3) + INTERVAL ${expiresInSeconds} SECOND)`);

async function aFlight({ database }: Place): Promise<string> {
  const flight = aCatalogueFlight();
  await new MysqlCatalogueLoader(database).loadFlights([flight]);
  return flight.id;
}

/** Sends in rounds until one succeeds, like a relay after a failed round. */
function inRounds(outbox: MysqlSeatCountsOutbox | MysqlFlightChangesOutbox): () => Promise<number> {
  return async () => {
    let [sent, failures] = [0, 0];
    while (sent === 0) {
      const round = outbox
        .send(10, async () => [])
        .catch((error: unknown) => {
          expect((failures += 1)).toBeLessThan(10);
          expect(error).toMatchObject({ name: 'QueryFailedError' });
          return { sent: 0, rejected: [] };
        });
      sent += (await round).sent;
    }
    return sent;
  };
}

interface Prepared {
  readonly write: () => Promise<unknown>;
  readonly answers?: unknown;
}

/** A use of the database that writes. */
export interface WritePath {
  readonly name: string;
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE';
  /** True when it sends COMMIT; a single statement does not. */
  readonly isTransaction: boolean;
  /** Prepares the rows; returns the write and its expected result. */
  readonly prepare: (place: Place) => Promise<Prepared>;
}

/** All writes, except those of a unit of work that other tests cover. */
export const WRITE_PATHS: readonly WritePath[] = [
  {
    name: 'registering',
    isTransaction: true,
    table: 'account',
    event: 'INSERT',
    prepare: async ({ database }) => ({
      write: () => new MysqlAccounts(database).insert(anAccount()),
      answers: true,
    }),
  },
  {
    name: 'making an administrator',
    isTransaction: true,
    table: 'account',
    event: 'UPDATE',
    prepare: async ({ database }) => {
      const account = anAccount();
      await new MysqlAccounts(database).insert(account);
      return { write: () => new MysqlAccounts(database).makeAdministrator(account.email) };
    },
  },
  {
    name: 'logging in',
    isTransaction: true,
    table: 'refresh_token',
    event: 'INSERT',
    prepare: async ({ server, database }) => ({ write: () => aToken({ server, database }) }),
  },
  {
    name: 'refreshing a session',
    isTransaction: true,
    table: 'refresh_token',
    event: 'UPDATE',
    prepare: async ({ server, database }) => {
      const hash = await aToken({ server, database });
      const successor = { hash: newId(), salt: newId(), expiresAt: now() + DAY };
      return {
        write: () => new MysqlRefreshTokens(database).rotate(hash, successor, now()),
        answers: expect.objectContaining({ kind: 'rotated' }),
      };
    },
  },
  {
    name: 'logging out',
    isTransaction: true,
    table: 'refresh_token',
    event: 'DELETE',
    prepare: async ({ server, database }) => {
      const hash = await aToken({ server, database });
      return { write: () => new MysqlRefreshTokens(database).endFamilyOf(hash) };
    },
  },
  {
    name: 'purging refresh tokens',
    isTransaction: true,
    table: 'refresh_token',
    event: 'DELETE',
    prepare: async ({ server, database }) => {
      await aToken({ server, database }, now() - DAY);
      return { write: () => new MysqlRefreshTokens(database).purgeExpired(now(), 1), answers: 1 };
    },
  },
  {
    name: 'shortening refresh tokens',
    isTransaction: true,
    table: 'refresh_token',
    event: 'UPDATE',
    prepare: async ({ server, database }) => {
      await aToken({ server, database }, now() + 99 * DAY);
      return { write: () => new MysqlRefreshTokens(database).shorten(now() + 9 * DAY, 1), answers: 1 };
    },
  },
  {
    name: 'purging idempotency keys',
    isTransaction: false,
    table: 'idempotency_key',
    event: 'DELETE',
    prepare: async ({ server, database }) => {
      await aKey({ server, database }, -10);
      return { write: () => new MysqlKeyRetention(database).purgeExpired(1), answers: 1 };
    },
  },
  {
    name: 'shortening idempotency keys',
    isTransaction: false,
    table: 'idempotency_key',
    event: 'UPDATE',
    prepare: async ({ server, database }) => {
      await aKey({ server, database }, 1_000);
      return { write: () => new MysqlKeyRetention(database).shorten(100, 1), answers: 1 };
    },
  },
  {
    name: 'marking a refund as sent',
    isTransaction: true,
    table: 'refund',
    event: 'UPDATE',
    prepare: async ({ server, database }) => {
      const id = newId();
      await server.changed(
        `INSERT INTO refund VALUES ('${id}', '${id}', '${id}', 'GBP', 1, 'pending', SYSDATE(3))`,
      );
      return { write: () => new MysqlUnitOfWork(database).run(({ payments }) => payments.markSent(id)) };
    },
  },
  {
    name: 'sending seat counts to search',
    isTransaction: true,
    table: 'seat_count',
    event: 'UPDATE',
    prepare: async ({ server, database }) => {
      await server.changed('DELETE FROM seat_count');
      await server.changed(
        `INSERT INTO seat_count VALUES ('${newId()}', 1, 0, 0, 0, 0, SYSDATE(3), SYSDATE(3), 0)`,
      );
      return { write: inRounds(new MysqlSeatCountsOutbox(database)), answers: 1 };
    },
  },
  {
    name: 'loading airports',
    isTransaction: false,
    table: 'airport',
    event: 'INSERT',
    prepare: async ({ database }) => {
      const code = `Q${Math.random().toString(36).slice(2, 4).toUpperCase()}`;
      return {
        write: () => new MysqlCatalogueLoader(database).loadAirports([{ ...PLACES[0]!, code }]),
        answers: 1,
      };
    },
  },
  {
    name: 'loading flights',
    isTransaction: false,
    table: 'flight',
    event: 'INSERT',
    prepare: async ({ database }) => {
      const flights = [aCatalogueFlight(), aCatalogueFlight()];
      return { write: () => new MysqlCatalogueLoader(database).loadFlights(flights), answers: 2 };
    },
  },
  {
    name: 'creating a flight',
    isTransaction: true,
    table: 'flight',
    event: 'INSERT',
    prepare: async ({ database }) => {
      const flight = aCatalogueFlight();
      return {
        write: () => new MysqlCatalogueUnits(database).run((stores) => stores.insertFlight(flight)),
        answers: true,
      };
    },
  },
  {
    name: 'receiving seat counts',
    isTransaction: false,
    table: 'flight',
    event: 'UPDATE',
    prepare: async ({ server, database }) => {
      const seatsLeft = { first: 0, business: 0, 'premium-economy': 0, economy: 1 };
      const flightId = await aFlight({ server, database });
      return {
        write: () => new MysqlSeatsLeft(database).record([{ flightId, version: 9, seatsLeft }]),
        answers: [],
      };
    },
  },
  {
    name: 'sending a changed flight to booking',
    isTransaction: true,
    table: 'flight_change',
    event: 'DELETE',
    prepare: async ({ server, database }) => {
      await server.changed('DELETE FROM flight_change');
      const moment = 'UTC_TIMESTAMP(3)';
      await server.changed(
        `INSERT INTO flight_change VALUES ('${await aFlight({ server, database })}', 1, ${moment}, ${moment}, 0)`,
      );
      return { write: inRounds(new MysqlFlightChangesOutbox(database)), answers: 1 };
    },
  },
];
