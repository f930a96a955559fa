import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/api-client.js';
import { buy, hold, pay, seatsOn } from '../support/booking-requests.js';
import { letThemBuy, tokenOf, type CrowdReport } from '../support/crowd.js';
import { eventually } from '../support/process.js';
import { realTravelDay } from '../support/small-timetable.js';
import { isAlive, startStack, type Stack } from '../support/stack.js';

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
}, 240_000);
afterAll(() => stack.stop(), 60_000);

/** What a client cannot be asked to understand: no answer, or one that says it is the server's fault. */
function errors({ answers }: CrowdReport): [string, number][] {
  return Object.entries(answers).filter(([status]) => status === 'none' || Number.parseInt(status) >= 500);
}

const crowd = (until: Promise<unknown>) =>
  letThemBuy({ urls: [stack.url], flightId, seats: seats.slice(20), buyers: 12, until });

describe('the whole platform behind nginx', { timeout: 90_000 }, () => {
  it('sells, changes and gives back, and tells search', async () => {
    const ada = stack.api.as(tokenOf('ada'));
    const booking = await buy(ada, seatsOn(flightId, seats[0]!));
    expect(booking.status).toBe('confirmed');
    const moved = await ada.put(`/bookings/${booking.id}`, seatsOn(flightId, seats[1]!));
    expect(moved.body.flights[0].seats[0].seat).toBe(seats[1]);
    expect((await ada.delete(`/bookings/${booking.id}`)).body.status).toBe('cancelled');
  });

  it('keeps inside what is inside', async () => {
    for (const path of ['/metrics', '/internal/seats-left', '/internal/flights/x']) {
      const answer = await fetch(stack.url + path);
      const { code } = (await answer.json()) as { code: string };
      expect([path, answer.status, code]).toEqual([path, 404, 'not-found']);
    }
    expect((await stack.api.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await stack.api.get('/readyz')).body.role).toBe('booking');
  });

  it('answers with the id of each who asks, from the cache too', async () => {
    const ask = (id: string) => stack.api.get('/airports?q=zur', { headers: { 'X-Request-Id': id } });
    const answers = await Promise.all(['one', 'two', 'three'].map(ask));
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual(['one', 'two', 'three']);
  });

  it('restarts all processes one by one, and clients see nothing of it', async () => {
    const before = [...stack.pids('booking'), ...stack.pids('search')];
    const rolled = sleep(500).then(() => stack.roll());
    const [report] = await Promise.all([crowd(rolled.then(() => sleep(500))), rolled]);
    expect(errors(report), stack.output().slice(-20_000)).toEqual([]);
    expect(report.acknowledged.length).toBeGreaterThan(10);
    expect(before.filter(isAlive)).toEqual([]);
  });

  it('loses a booking process, and clients with a key see nothing of it', async () => {
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

  it('sells known flights while search is dead', async () => {
    const victims = stack.pids('search');
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    const bob = stack.api.as(tokenOf('bob'));
    const booking = await hold(bob, seatsOn(flightId, seats[2]!));
    expect((await pay(bob, booking.id)).status).toBe(200);
    expect((await bob.delete(`/bookings/${booking.id}`)).status).toBe(200);
    const isBack = async () => (await stack.api.get('/flights/none')).status;
    expect(await eventually(isBack, (status) => status === 404)).toBe(404);
  });

  it('ends with all that it started', async () => {
    const all = async () => [...stack.pids('booking'), ...stack.pids('search')];
    const pids = await eventually(all, (alive) => alive.length === 4);
    expect(pids).toHaveLength(4);
    expect(await stack.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(fetch(stack.url)).rejects.toThrow();
  });
});
