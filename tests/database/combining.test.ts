import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RandomIds } from '../../src/adapters/ids/random-ids.js';
import { MysqlUnitOfWork } from '../../src/adapters/mysql/booking/unit-of-work.js';
import type { Stores } from '../../src/application/booking/unit-of-work.js';
import { sell } from '../../src/domain/booking/seat.js';
import { newId, newKey, signal } from '../support/stores/scene.js';
import { openCombiningScene, type CombiningScene } from '../support/stores/combining-scene.js';

let scene: CombiningScene;
let { server, database, units, hold, inOneBatch, count, failures, useIds } = {} as CombiningScene;
beforeEach(async () => {
  scene = await openCombiningScene();
  ({ server, database, units, hold, inOneBatch, count, failures, useIds } = scene);
});
afterEach(() => scene.close());

const seatRows = async () =>
  await server.rows(`SELECT seat, state, owner, version FROM seat WHERE state <> 'available' ORDER BY seat`);

describe('holds that share a transaction', () => {
  it('have their seats, bookings, log entries, keys and seat counts', async () => {
    const seats = ['10A', '10B', '10C', '10D'];
    const results = await inOneBatch(4, () => Promise.all(seats.map((seat) => hold([seat]))));
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held', 'held']);
    expect([count.alone, failures]).toEqual([0, []]);

    const ids = results.map(({ id }) => id);
    const rows = await seatRows();
    expect(rows.filter(({ seat }) => seats.includes(seat))).toEqual(
      seats.map((seat, n) => ({ seat, state: 'held', owner: ids[n], version: 1 })),
    );
    const log = await server.rows(
      'SELECT booking_id, number, event FROM booking_log WHERE booking_id IN (?)',
      [ids],
    );
    expect(log.map(({ booking_id: id, number, event }) => [id, number, event]).sort()).toEqual(
      ids.map((id) => [id, 1, 'held']).sort(),
    );
    const [counts] = await server.rows('SELECT economy, business FROM seat_count');
    expect(counts).toEqual({ economy: 4, business: 3 });
    const keys = await server.rows('SELECT COUNT(*) AS n FROM idempotency_key WHERE answer IS NOT NULL');
    expect(keys).toEqual([{ n: 5 }]);
  });

  it('decide one after another: the first gets a seat that several want', async () => {
    const results = await inOneBatch(3, () =>
      Promise.all([hold(['10A']), hold(['10A', '10B']), hold(['10B'])]),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'seat-unavailable', 'held']);
    expect([count.alone, failures]).toEqual([0, []]);
  });

  it('count the unpaid seats of a traveller together', async () => {
    const travellerId = newId();
    const each = ['10A', '10B', '10C'].map((seat) => () => hold([seat], { travellerId }));
    const results = await inOneBatch(3, () => Promise.all(each.map((one) => one())));
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'too-many-holds']);
    expect(count.alone).toBe(0);
  });

  it('make one booking of a key that is sent twice', async () => {
    const by = { travellerId: newId(), key: newKey() };
    const results = await inOneBatch(2, () => Promise.all([hold(['10A'], by), hold(['10A'], by)]));
    expect(results.map(({ outcome, replayed }) => [outcome, replayed])).toEqual([
      ['held', false],
      ['held', true],
    ]);
    expect(results[1].id).toBe(results[0].id);
  });

  it('return the stored response of an earlier request with the key', async () => {
    const by = { travellerId: newId(), key: newKey() };
    const earlier = await hold(['10A'], by);
    const [replay] = await inOneBatch(2, () => Promise.all([hold(['10A'], by), hold(['10B'])]));
    expect(replay).toEqual({ ...earlier, replayed: true });
  });

  it('reject a key that was used for another body, and keep the others', async () => {
    const key = newKey();
    await hold(['10A'], { key });
    const other = { ...key, fingerprint: 'another body' };
    const results = await inOneBatch(2, () => Promise.all([hold(['10B'], { key: other }), hold(['10C'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['idempotency-key-reused', 'held']);
  });

  it('take over an expired key in a unit of its own', async () => {
    const key = newKey();
    await hold(['10A'], { key });
    await server.changed('UPDATE idempotency_key SET forgotten_at = SYSDATE(3) - INTERVAL 1 SECOND');
    const results = await inOneBatch(2, () => Promise.all([hold(['10B'], { key }), hold(['10C'])]));
    expect(results.map(({ outcome, replayed }) => [outcome, replayed])).toEqual([
      ['held', false],
      ['held', false],
    ]);
    expect(count.alone).toBe(1);
  });

  it('reject taken seats without a transaction', async () => {
    await hold(['10A']);
    const [{ turns: before }] = await server.rows('SELECT SUM(turns) AS turns FROM traveller_turn');
    const results = await inOneBatch(3, () => Promise.all([hold(['10A']), hold(['10A']), hold(['10A'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('seat-unavailable'));
    const [{ turns: after }] = await server.rows('SELECT SUM(turns) AS turns FROM traveller_turn');
    expect([count.alone, failures]).toEqual([0, []]);
    expect(after - before).toBe(0);
  });

  it('read what is committed first only for seats that were wanted before', async () => {
    await hold(['10A']);
    const turns = async () =>
      Number((await server.rows('SELECT SUM(turns) AS turns FROM traveller_turn'))[0]!.turns);
    const turnsFor = async (free: string) => {
      const before = await turns();
      const results = await inOneBatch(2, () => Promise.all([hold(['10A']), hold([free])]));
      expect(results.map(({ outcome }) => outcome)).toEqual(['seat-unavailable', 'held']);
      return (await turns()) - before;
    };
    expect([await turnsFor('10B'), await turnsFor('10C')]).toEqual([2, 1]);
  });

  it('reject a seat that the aircraft does not have, and keep the others', async () => {
    const results = await inOneBatch(2, () => Promise.all([hold(['99Z']), hold(['10A'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['unknown-seat', 'held']);
  });

  it('leave out a unit whose seat another transaction has locked: it waits alone', async () => {
    const mayEnd = signal();
    const isLocked = signal();
    const blocker = new MysqlUnitOfWork(database).run(async ({ seats }) => {
      await seats.lock([{ flightId: 'F1', seats: ['10A'], cabins: [] }]);
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const [locked, free] = await inOneBatch(2, async () => {
      const waiting = hold(['10A']);
      const other = hold(['10B']);
      const outcome = await other;
      mayEnd.give();
      return [await waiting, outcome];
    });
    await blocker;
    expect([locked.outcome, free.outcome, count.alone]).toEqual(['held', 'held', 1]);
  });

  it.each([
    ['again together if a record locator was taken', [0], 1, 0],
    ['alone if that fails again', [0, 2], 2, 2],
  ])('run %s', async (_, takenDraws, expectedFailures, expectedAlone) => {
    const [{ reference }] = await server.rows('SELECT reference FROM booking LIMIT 1');
    const ids = new RandomIds();
    let draws = 0;
    useIds({
      uuid: () => ids.uuid(),
      reference: () => (takenDraws.includes(draws++) ? reference : ids.reference()),
    });
    const results = await inOneBatch(2, () => Promise.all([hold(['10A']), hold(['10B'])]));
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'held']);
    expect([failures.length, count.alone]).toEqual([expectedFailures, expectedAlone]);
  });

  it('do not fail with a unit that throws: it runs again alone, and gets its own error', async () => {
    const plan = () => ({
      key: newKey(),
      travellerId: newId(),
      seats: [{ flightId: 'F1', seats: ['10B'], cabins: [] }],
    });
    const work = async (stores: Stores) => {
      await stores.seats.lock(plan().seats);
      throw new Error('a fault in the program');
    };
    const [broken, held] = await inOneBatch(2, () =>
      Promise.all([units.run(work, plan()).catch((error: unknown) => String(error)), hold(['10A'])]),
    );
    expect([broken, held.outcome]).toEqual(['Error: a fault in the program', 'held']);
    expect(failures).toEqual([]);
  });

  it('leave out a unit whose traveller another transaction has locked: the others do not wait', async () => {
    const travellerId = newId();
    await hold(['10A'], { travellerId });
    const [mayEnd, isLocked] = [signal(), signal()];
    const blocker = new MysqlUnitOfWork(database).run(async ({ travellers }) => {
      await travellers.lock(travellerId);
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const [waited, free] = await inOneBatch(2, async () => {
      const waiting = hold(['10B'], { travellerId });
      const outcome = await hold(['10C']);
      mayEnd.give();
      return [await waiting, outcome];
    });
    await blocker;
    expect([waited.outcome, free.outcome, count.alone, failures]).toEqual(['held', 'held', 1, []]);
  });

  it('go to the next batch together when another transaction had locked their traveller', async () => {
    const travellerId = newId();
    await hold(['10A'], { travellerId });
    const [mayEnd, isLocked] = [signal(), signal()];
    const blocker = new MysqlUnitOfWork(database).run(async ({ travellers }) => {
      await travellers.lock(travellerId);
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const seats = ['10B', '10C', '10D', '11A', '11B'];
    const results = await inOneBatch(5, async () => {
      const waiting = seats.map((seat) => hold([seat], { travellerId }));
      setTimeout(() => mayEnd.give(), 300);
      return await Promise.all(waiting);
    });
    await blocker;
    const outcomes = results.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['held', ...Array<string>(4).fill('too-many-holds')]);
    // The first of them waits for the lock. Of the others, one finds no batch to wait for, and the rest share the next.
    expect([count.alone, failures]).toEqual([2, []]);
  });

  it('return the response of the first request with the key, which commits while the batch waits', async () => {
    const by = { travellerId: newId(), key: newKey() };
    const [mayEnd, isLocked] = [signal(), signal()];
    const first = new MysqlUnitOfWork(database).run(async ({ keys, travellers, seats }) => {
      await keys.claim(by.key);
      await travellers.lock(by.travellerId);
      const [before] = await seats.lock([{ flightId: 'F1', seats: ['10A'], cabins: [] }]);
      await seats.write([{ before: before!, after: sell(before!, 'the first') }]);
      await keys.answer(by.key, { id: 'the first', status: 'held' });
      isLocked.give();
      await mayEnd.given;
    });
    await isLocked.given;
    const [replay, other] = await inOneBatch(2, async () => {
      const holds = Promise.all([hold(['10A'], by), hold(['10B'])]);
      setTimeout(() => mayEnd.give(), 300);
      return await holds;
    });
    await first;
    expect(replay).toEqual({ outcome: 'held', id: 'the first', replayed: true });
    expect(other.outcome).toBe('held');
  });
});
