import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import { signal } from '../support/stores/scene.js';
import { openCombiningScene, type CombiningScene } from '../support/stores/combining-scene.js';

let scene: CombiningScene;
let { server, database, hold, holdIn, inOneBatch, count, failures } = {} as CombiningScene;
beforeEach(async () => {
  scene = await openCombiningScene();
  ({ server, database, hold, holdIn, inOneBatch, count, failures } = scene);
});
afterEach(() => scene.close());

const seatsOf = async (id: string | null) =>
  (await server.rows('SELECT seat FROM seat WHERE owner = ?', [id])).map(({ seat }) => String(seat));

describe('holds whose seats the service chooses, in one transaction', () => {
  it('get different seats, none of those that another hold of the batch has named', async () => {
    const results = await inOneBatch(4, () =>
      Promise.all([hold(['10B']), holdIn('economy', 2), holdIn('economy', 2), holdIn('economy', 1)]),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held', 'held']);
    expect([count.alone, failures]).toEqual([0, []]);
    const seats = await Promise.all(results.map(({ id }) => seatsOf(id)));
    expect(seats.map((each) => each.length)).toEqual([1, 2, 2, 1]);
    expect(new Set(seats.flat()).size).toBe(6);
  });

  it('are rejected once the holds before them have taken the last seats of the cabin', async () => {
    const [{ business }] = (await server.rows('SELECT business FROM seat_count')) as [{ business: number }];
    const wishes = Array.from({ length: business + 2 }, () => () => holdIn('business', 1));
    const results = await inOneBatch(wishes.length, () => Promise.all(wishes.map((wish) => wish())));
    const outcomes = results.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      ...Array.from({ length: business }, () => 'held'),
      'not-enough-seats',
      'not-enough-seats',
    ]);
    expect(count.alone).toBe(0);
  });

  it('are rejected for a cabin that the flight does not have', async () => {
    const [rejected, held] = await inOneBatch(2, () => Promise.all([holdIn('first', 1), hold(['10A'])]));
    expect([rejected.outcome, held.outcome]).toEqual(['not-enough-seats', 'held']);
  });

  it('wait for the first of them, not each with a connection of its own, when another transaction has locked a seat of the cabin', async () => {
    const [mayEnd, isLocked] = [signal(), signal()];
    const blocker = new MysqlUnitOfWork(database).run(async ({ seats }) => {
      await seats.lock([{ flightId: 'F1', seats: ['10A'], cabins: [] }]);
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const [free, ...waited] = await inOneBatch(5, async () => {
      const waiting = Array.from({ length: 4 }, () => holdIn('economy', 1));
      const outcome = await hold(['10B']);
      mayEnd.give();
      return [outcome, ...(await Promise.all(waiting))];
    });
    await blocker;
    expect([free, ...waited].map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held', 'held', 'held']);
    // The first waits alone. Of the others, one finds no batch running and goes at once, and two share a batch.
    expect([count.alone, failures]).toEqual([2, []]);
  });
});
