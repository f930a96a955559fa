import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/mysql/schema/migrations.js';
import { freePort } from '../../tools/machine.js';
import type { Json } from '../support/clients/api-client.js';
import { audit } from '../support/processes/audit.js';
import { buy, passengers, seatStates } from '../support/builders/booking-requests.js';
import { COMMAND_TIMEOUT, runCommand } from '../support/processes/command.js';
import { eventually, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { realTravelDay } from '../support/builders/small-timetable.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

const ADA = { id: 'ada', role: 'traveller' } as const;

const PASSWORD = `it's "quoted" \\ # ; =`;

const TO_SERVE = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const TO_MIGRATE = ['CREATE', 'ALTER', 'INDEX', 'DROP'];

let folder: string;
const processes: HoldfastProcess[] = [];
const databases: TestDatabase[] = [];
const users: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-restored-'));
});
afterEach(async () => {
  await stopAll();
  const [first] = databases;
  for (const user of users.splice(0)) await first?.rows(`DROP USER '${user}'@'%'`);
  for (const database of databases.splice(0)) await database.drop();
  await rm(folder, { recursive: true });
});

/** Creates a database and a user with these rights on it; the returned environment is that user's. */
async function databaseWith(rights: readonly string[]): Promise<TestDatabase> {
  const database = await createTestDatabase();
  databases.push(database);
  const user = `u${database.address.database.slice(-12)}`;
  await database.rows(`CREATE USER '${user}'@'%' IDENTIFIED BY ?`, [PASSWORD]);
  users.push(user);
  await database.rows(`GRANT ${rights.join(', ')} ON ${database.address.database}.* TO '${user}'@'%'`);
  return { ...database, environment: { ...database.environment, DB_USER: user, DB_PASSWORD: PASSWORD } };
}

async function start(environment: Readonly<Record<string, string>>): Promise<HoldfastProcess> {
  const started = await startProcess(environment);
  processes.push(started);
  return started;
}

async function stopAll(): Promise<void> {
  await Promise.all(processes.splice(0).map((each) => each.stop()));
}

async function done(name: string, environment: object, ...words: string[]): Promise<void> {
  const { code, errors } = await runCommand(name, { ...environment }, ...words);
  expect([name, code, errors]).toEqual([name, 0, errors]);
}

async function aFlight(search: HoldfastProcess): Promise<string> {
  const path = `/flights?origin=LHR&destination=JFK&date=${realTravelDay(20)}&limit=1`;
  return (await search.api.get(path)).body.data[0].id;
}

/** Buys available seats. */
async function buySome(booking: HoldfastProcess, flightId: string, count: number): Promise<Json> {
  const states = Object.entries(await seatStates(booking.api, flightId));
  const seats = states.flatMap(([seat, state]) => (state === 'available' ? seat : [])).slice(-count);
  const body = { flights: [{ flightId, seats }], passengers: passengers(count) };
  return await buy(booking.as(ADA), body);
}

/** The seats that booking has free and that search shows as left; waits until they agree. */
async function seatsLeft(search: HoldfastProcess, booking: HoldfastProcess, id: string) {
  const states = Object.values(await seatStates(booking.api, id));
  const free = states.filter((state) => state === 'available').length;
  const shown = async () => {
    const { fares } = (await search.api.get(`/flights/${id}`)).body;
    return (fares as { seatsLeft: number }[]).reduce((sum, fare) => sum + fare.seatsLeft, 0);
  };
  return { free, shown: await eventually(shown, (left) => left === free) };
}

const statusOf = async (booking: HoldfastProcess, { id }: Json) =>
  (await booking.as(ADA).get(`/bookings/${id}`)).status;

/** Moves the departure to another minute of its hour; waits until booking has received it. */
async function retime(search: HoldfastProcess, booking: HoldfastProcess, bought: Json, minutes: number) {
  const { flightId, departure } = (await booking.as(ADA).get(`/bookings/${bought.id}`)).body.flights[0];
  const moved = `${departure.local.slice(0, 14)}${minutes}`;
  const answer = await search
    .as({ id: 'admin', role: 'admin' })
    .patch(`/flights/${flightId}`, { departure: moved });
  expect(answer.status).toBe(200);
  await showsDeparture(booking, bought, `${moved}:00`);
  return `${moved}:00`;
}

async function showsDeparture(booking: HoldfastProcess, bought: Json, wanted: string): Promise<void> {
  const shown = await eventually(
    async () => (await booking.as(ADA).get(`/bookings/${bought.id}`)).body.flights[0].departure.local,
    (local) => local === wanted,
  );
  expect(shown).toBe(wanted);
}

describe('a restore', { timeout: 3 * COMMAND_TIMEOUT }, () => {
  it('into an empty database, with the user of docs/running.md, keeps the backed-up bookings and continues to sell', async () => {
    const from = await databaseWith([...TO_SERVE, ...TO_MIGRATE]);
    const to = await databaseWith([...TO_SERVE, ...TO_MIGRATE]);
    const before = await start(from.environment);
    const flightId = await aFlight(before);
    const kept = await buySome(before, flightId, 3);
    const file = join(folder, 'all.sql.gz');
    await done('backup', from.environment, '--to', file);
    const lost = await buySome(before, flightId, 2);
    await stopAll();

    await done('restore', to.environment, '--from', file);
    const after = await start(to.environment);
    expect([await statusOf(after, kept), await statusOf(after, lost)]).toEqual([200, 404]);
    await buySome(after, flightId, 4);
    const { free, shown } = await seatsLeft(after, after, flightId);
    expect(shown).toBe(free);
    expect(await audit(to, after.url)).toEqual([]);
  });

  it('of booking alone sends its seat counts to search again, with only the rights to serve', async () => {
    const { startBoth, databaseOf } = await twoRoles();
    let { search, booking } = await startBoth();
    const flightId = await aFlight(search);
    const kept = await buySome(booking, flightId, 3);
    const file = join(folder, 'booking.sql.gz');
    const environment = { ...databaseOf.booking.environment, ROLE: 'booking' };
    await done('backup', environment, '--to', file);
    const moved = await retime(search, booking, kept, 50);
    for (let n = 0; n < 5; n += 1) await buySome(booking, flightId, 2);
    const sold = await seatsLeft(search, booking, flightId);
    expect(sold.shown).toBe(sold.free);
    await stopAll();

    const yes = ['--replace', '--yes', databaseOf.booking.address.database];
    await done('restore', environment, '--from', file, ...yes);
    ({ search, booking } = await startBoth());
    const restored = await seatsLeft(search, booking, flightId);
    expect(restored).toEqual({ free: sold.free + 10, shown: sold.free + 10 });
    await showsDeparture(booking, kept, moved);
    await buySome(booking, flightId, 1);
    const further = await seatsLeft(search, booking, flightId);
    expect(further).toEqual({ free: sold.free + 9, shown: sold.free + 9 });
    expect(await audit(databaseOf.booking, search.url)).toEqual([]);
  });

  it('of search alone lets booking receive the next flight changes', async () => {
    const { startBoth, databaseOf } = await twoRoles();
    let { search, booking } = await startBoth();
    const flightId = await aFlight(search);
    const bought = await buySome(booking, flightId, 1);
    const file = join(folder, 'search.sql.gz');
    const environment = { ...databaseOf.search.environment, ROLE: 'search' };
    await done('backup', environment, '--to', file);
    for (const minutes of [10, 20, 30]) await retime(search, booking, bought, minutes);
    await buySome(booking, flightId, 2);
    await stopAll();

    const yes = ['--replace', '--yes', databaseOf.search.address.database];
    await done('restore', environment, '--from', file, ...yes);
    ({ search, booking } = await startBoth());
    const { free, shown } = await seatsLeft(search, booking, flightId);
    expect(shown).toBe(free);
    await retime(search, booking, bought, 45);
    expect(await audit(databaseOf.booking, search.url)).toEqual([]);
  });
});

/** Two roles with a database each, whose users have only the rights to serve. */
async function twoRoles() {
  const databaseOf = { booking: await databaseWith(TO_SERVE), search: await databaseWith(TO_SERVE) };
  for (const role of ['booking', 'search'] as const) await migrate(databaseOf[role].address, role);
  const [searchPort, bookingPort] = [String(await freePort()), String(await freePort())];
  const startBoth = async () => {
    const [search, booking] = await Promise.all([
      start({
        ...databaseOf.search.environment,
        ROLE: 'search',
        PORT: searchPort,
        BOOKING_URL: `http://127.0.0.1:${bookingPort}`,
      }),
      start({
        ...databaseOf.booking.environment,
        ROLE: 'booking',
        PORT: bookingPort,
        SEARCH_URL: `http://127.0.0.1:${searchPort}`,
      }),
    ]);
    return { search, booking };
  };
  return { startBoth, databaseOf };
}
