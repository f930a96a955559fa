import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cursorOf } from '../../proof/fuzz/cursor-mutations.js';
import { isClean } from '../../proof/fuzz/report.js';
import { fuzz } from '../../proof/fuzz/run.js';
import { eventually, SECRET, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

const SEED = 20_270_116;
const READY_TIMEOUT = 300_000;

let database: TestDatabase;
let holdfast: HoldfastProcess;
beforeAll(async () => {
  database = await createTestDatabase();
  const environment = { ...database.environment, HOLD_SECONDS: '3600', LOG_LEVEL: 'error' };
  holdfast = await startProcess(environment);
  const ready = () => holdfast.api.get('/readyz');
  // It first creates its schema and loads its seed flights.
  expect((await eventually(ready, ({ status }) => status === 200, READY_TIMEOUT)).status).toBe(200);
}, 2 * READY_TIMEOUT);
afterAll(async () => {
  await holdfast.stop();
  await database.drop();
});

describe('a fuzzed Holdfast with a database', () => {
  it('responds as its contract says, and makes no forbidden change', async () => {
    const report = await fuzz({ url: holdfast.url, secret: SECRET, seed: SEED, requests: 1_000 });
    expect({ faults: report.faults, changes: report.changes }).toEqual({ faults: [], changes: [] });
    expect(isClean(report)).toBe(true);
    expect(report.requests).toBe(1_000);
  }, 600_000);

  it('accepts the fuzzer’s cursors before they are mutated', async () => {
    const traveller = holdfast.as({ id: 'ada', role: 'traveller' });
    const lists: [path: string, asked: unknown[], position: unknown[]][] = [
      ['/bookings?', ['bookings', 'ada', undefined], [Date.now(), 'A']],
      ['/bookings?status=held', ['bookings', 'ada', 'held'], [Date.now(), 'A']],
      ['/airports?', ['airports', undefined], [1, 'A']],
      ['/airlines?', ['airlines'], ['A']],
      ['/aircraft?', ['aircraft'], ['A']],
    ];
    for (const [path, asked, position] of lists)
      expect((await traveller.get(`${path}&cursor=${cursorOf(asked, position)}`)).status).toBe(200);
  });
});
