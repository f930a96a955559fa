import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JsonWebTokens } from '../../src/adapters/tokens/json-web-tokens.js';
import type { Json } from '../support/clients/api-client.js';
import { buy, seatsOn } from '../support/builders/booking-requests.js';
import { runCommand } from '../support/processes/command.js';
import { letThemBuy, tokenOf, type CrowdReport } from '../support/clients/crowd.js';
import { walkContract } from '../support/clients/contract-walk.js';
import { eventually, SECRET } from '../support/processes/process.js';
import { realTravelDay } from '../support/builders/small-timetable.js';
import {
  isAlive,
  runStack,
  STACK_START_TIMEOUT,
  startStack,
  type Stack,
} from '../support/processes/stack.js';

let stack: Stack;
let flightId: string;
let seats: string[];

beforeAll(async () => {
  stack = await startStack({
    MAX_HELD_SEATS_PER_FLIGHT: '10000',
    MAX_HELD_SEATS: '10000',
    HOLD_SECONDS: '5',
  });
  const { body } = await stack.api.get(
    `/flights?origin=LHR&destination=JFK&date=${realTravelDay(15)}&limit=1`,
  );
  flightId = body.data[0].id;
  const map = await stack.api.get(`/flights/${flightId}/seats`);
  seats = map.body.cabins.flatMap((cabin: Json) =>
    cabin.rows.flatMap((row: Json) => row.seats.map(({ seat }: Json) => seat)),
  );
}, 2 * STACK_START_TIMEOUT);
afterAll(() => stack.stop(), STACK_START_TIMEOUT);

/** The errors of the server: no response, or a status of 500 and above. */
function errors({ answers }: CrowdReport): [string, number][] {
  return Object.entries(answers).filter(([status]) => status === 'none' || Number.parseInt(status) >= 500);
}

const crowd = (until: Promise<unknown>) =>
  letThemBuy({ urls: [stack.url], flightId, seats: seats.slice(20), buyers: 12, until });

it('npm run stack rejects a foreign store folder and a missing data folder before it starts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-others-'));
  try {
    await writeFile(join(folder, 'thesis.txt'), 'years of work');
    expect(await runStack('--store', folder, '--fresh')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('holds other things') as string,
    });
    expect(await readdir(folder)).toEqual(['thesis.txt']);
    const none = join(folder, 'none');
    expect(await runStack('--store', folder, '--data', none)).toMatchObject({
      code: 2,
      errors: expect.stringContaining('There is no folder') as string,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** The warnings and errors in the output of processes, nginx and the supervisor. */
const errorLines = (text: string) =>
  text
    .split('\n')
    .filter((line) =>
      /"level":"(warn|error|fatal)"|\[(warn|error|crit|alert|emerg)\]|Error\b|ECONN/.test(line),
    );

describe('the whole platform behind nginx', { timeout: STACK_START_TIMEOUT }, () => {
  it('starts without a warning or an error in its output', () => {
    expect(errorLines(stack.output())).toEqual([]);
  });

  it('serves the whole contract', async () => {
    const tokens = new JsonWebTokens(SECRET);
    const admin = stack.api.as(tokens.issue({ id: 'admin', role: 'admin' }, Date.now()).token);
    expect(await walkContract({ api: stack.api, admin })).toEqual([]);
  });

  it('sells, changes and cancels a booking', async () => {
    const ada = stack.api.as(tokenOf('ada'));
    const booking = await buy(ada, seatsOn(flightId, seats[0]!));
    expect(booking.status).toBe('confirmed');
    const moved = await ada.put(`/bookings/${booking.id}`, seatsOn(flightId, seats[1]!));
    expect(moved.body.flights[0].seats[0].seat).toBe(seats[1]);
    expect((await ada.delete(`/bookings/${booking.id}`)).body.status).toBe('cancelled');
  });

  it('does not expose metrics and internal endpoints', async () => {
    for (const path of ['/metrics', '/internal/seats-left', '/internal/flights/x']) {
      const answer = await fetch(stack.url + path);
      const { code } = (await answer.json()) as { code: string };
      expect([path, answer.status, code]).toEqual([path, 404, 'not-found']);
    }
    expect((await stack.api.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await stack.api.get('/readyz')).body.role).toBe('booking');
  });

  it('returns the id of each request, also from the cache', async () => {
    const send = (id: string) => stack.api.get('/airports?q=zur', { headers: { 'X-Request-Id': id } });
    const answers = await Promise.all(['one', 'two', 'three'].map(send));
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(['one', 'two', 'three']);
  });

  it('gives commands the environment to work on it, and passes the audit', async () => {
    const found = await stack.audit();
    for (const { name, violations } of found) expect([name, violations]).toEqual([name, 0]);
    expect(found.length).toBeGreaterThan(8);
  });

  it('restarts all processes one by one without an error for clients', async () => {
    const before = [...stack.pids('booking'), ...stack.pids('search')];
    const outputBefore = stack.output().length;
    const rolled = sleep(500).then(() => stack.roll());
    const [report] = await Promise.all([crowd(rolled.then(() => sleep(500))), rolled]);
    expect(errors(report), stack.output().slice(-20_000)).toEqual([]);
    expect(report.acknowledged.length).toBeGreaterThan(10);
    expect(before.filter(isAlive)).toEqual([]);
    expect(errorLines(stack.output().slice(outputBefore))).toEqual([]);
  });

  it('loses a booking process without an error for clients with a key', async () => {
    const [victim] = stack.pids('booking');
    const buying = crowd(sleep(4_000));
    await sleep(1_500);
    process.kill(victim!, 'SIGKILL');
    expect(errors(await buying)).toEqual([]);
    expect(
      await eventually(
        async () => stack.pids('booking').length,
        (alive) => alive === 2,
      ),
    ).toBe(2);
  });

  it('sells known flights to a crowd while search is dead', async () => {
    const buying = crowd(sleep(4_000));
    await sleep(1_000);
    const killed = Date.now();
    while (Date.now() < killed + 2_000) {
      // The supervisor restarts search, so it is killed repeatedly.
      for (const pid of stack.pids('search')) process.kill(pid, 'SIGKILL');
      await sleep(100);
    }
    const report = await buying;
    expect(errors(report)).toEqual([]);
    expect(report.acknowledged.length).toBeGreaterThan(10);
    const isBack = async () => (await stack.api.get('/flights/none')).status;
    expect(await eventually(isBack, (status) => status === 404)).toBe(404);
  });

  it('searches while booking is dead', async () => {
    for (const pid of stack.pids('booking')) process.kill(pid, 'SIGKILL');
    const day = realTravelDay(16);
    const found = await stack.api.get(`/flights?origin=LHR&destination=JFK&date=${day}&limit=1`);
    expect([found.status, found.body.data.length]).toEqual([200, 1]);
    const isBack = async () => (await stack.api.get('/readyz')).status;
    expect(await eventually(isBack, (status) => status === 200)).toBe(200);
  });

  it.each(['nginx', 'database'] as const)('recovers when %s was killed, and loses nothing', async (name) => {
    const ada = stack.api.as(tokenOf('ada'));
    const booking = await buy(ada, seatsOn(flightId, seats[name === 'nginx' ? 3 : 4]!));
    const [victim] = stack.pids(name);
    process.kill(victim!, 'SIGKILL');
    await eventually(
      async () => isAlive(victim!),
      (alive) => !alive,
    );
    const readStatus = () =>
      ada.get(`/bookings/${booking.id}`).then(
        ({ body }) => body.status,
        () => 'no answer',
      );
    expect(await eventually(readStatus, (status) => status === 'confirmed')).toBe('confirmed');
    expect((await ada.delete(`/bookings/${booking.id}`)).status).toBe(200);
  });

  it('gives each role a database user with only the rights that it needs', async () => {
    for (const [role, other] of [
      ['booking', 'search'],
      ['search', 'booking'],
    ] as const) {
      const { DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME } = await stack.environment(role);
      const connection = await createConnection({
        host: DB_HOST!,
        port: Number(DB_PORT),
        user: DB_USER!,
        password: DB_PASSWORD!,
        database: DB_NAME!,
      });
      try {
        await expect(connection.query(`SELECT * FROM holdfast_${other}.${other}_migration`)).rejects.toThrow(
          /denied/,
        );
        await expect(connection.query('CREATE TABLE own (id INT)')).rejects.toThrow(/denied/);
        await expect(connection.query(`DROP TABLE ${role}_migration`)).rejects.toThrow(/denied/);
      } finally {
        connection.destroy();
      }
    }
  });

  it('protects its database by a password, and disables reading files by SQL', async () => {
    const { DB_PORT } = await stack.environment('booking');
    const place = { host: '127.0.0.1', port: Number(DB_PORT) };
    await expect(createConnection({ ...place, user: 'root' })).rejects.toThrow(/denied/);
    await expect(createConnection(place)).rejects.toThrow(/denied/);
    const root = await createConnection({ ...place, user: 'root', password: await stack.rootPassword() });
    try {
      const [rows] = await root.query("SELECT LOAD_FILE('/etc/hosts') AS text");
      expect(rows).toEqual([{ text: null }]);
    } finally {
      root.destroy();
    }
  });

  it('ends the processes that a killed stack left behind, and keeps its data', async () => {
    const ada = stack.api.as(tokenOf('ada'));
    const booking = await buy(ada, seatsOn(flightId, seats[5]!));
    const left = [...stack.pids('booking'), ...stack.pids('nginx'), ...stack.pids('database')];
    await stack.killAndStartAgain();
    expect(left.filter(isAlive)).toEqual([]);
    expect((await ada.get(`/bookings/${booking.id}`)).body.status).toBe('confirmed');
    for (const { name, violations } of await stack.audit()) expect([name, violations]).toEqual([name, 0]);
  });

  it(
    'can be backed up while it serves, and restored while only its database runs',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'holdfast-stack-backup-'));
      const run = async (name: string, role: 'booking' | 'search', ...words: string[]) => {
        const { code, errors } = await runCommand(name, await stack.environment(role), ...words);
        expect([name, role, code, errors]).toEqual([name, role, 0, errors]);
      };
      try {
        const file = (role: string) => join(folder, `${role}.sql.gz`);
        for (const role of ['booking', 'search'] as const) await run('backup', role, '--to', file(role));
        const traveller = stack.api.as(tokenOf('late'));
        const lost = await buy(traveller, seatsOn(flightId, seats[3]!));
        await stack.whileDatabaseIsAlone(async () => {
          for (const role of ['booking', 'search'] as const)
            await run('restore', role, '--from', file(role), '--replace', '--yes', `holdfast_${role}`);
        });
        expect((await traveller.get(`/bookings/${lost.id}`)).status).toBe(404);
        await buy(traveller, seatsOn(flightId, seats[3]!));
        for (const { name, violations } of await stack.audit()) expect([name, violations]).toEqual([name, 0]);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    4 * STACK_START_TIMEOUT,
  );

  it('ends all processes that it started', async () => {
    const all = async () => [...stack.pids('booking'), ...stack.pids('search')];
    const pids = await eventually(all, (alive) => alive.length === 4);
    expect(pids).toHaveLength(4);
    expect(await stack.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(fetch(stack.url)).rejects.toThrow();
  });
});
