import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../support/clients/api-client.js';
import { eventually, startProcess, type HoldfastProcess } from '../support/processes/process.js';
import { createTestDatabase, type TestDatabase } from '../support/processes/test-database.js';

let database: TestDatabase;
let process: HoldfastProcess | null = null;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await process?.stop();
  process = null;
});
afterAll(() => database.drop());

/** Starts a process whose clock is ahead of its database's by that many seconds. */
async function startWithClock(seconds: number): Promise<HoldfastProcess> {
  const source = `const now = Date.now; Date.now = () => now() + ${seconds * 1_000};`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(source)}`;
  process = await startProcess({ ...database.environment, NODE_OPTIONS });
  return process;
}

const OFFSET = /holdfast_clock_offset_seconds\{of="booking"\} (-?[\d.]+)/;

describe('a process whose clock differs from its database’s', { timeout: 60_000 }, () => {
  it.each([
    [0, 200, undefined],
    [20, 200, undefined],
    [-45, 200, /clock is 4[456] s behind its database's/],
    [200, 200, /clock is (199|200|201) s ahead of its database's/],
    [3 * 3_600, 503, /clock is 10(799|800|801) s ahead of its database's/],
    [-3 * 3_600, 503, /clock is 10(799|800|801) s behind its database's/],
  ])('by %d s returns %d at /readyz', async (seconds, status, detail) => {
    const { api } = await startWithClock(seconds);
    const ready = await eventually(
      () => api.get('/readyz'),
      ({ body }) => body.checks.some(({ name }: Json) => name === 'booking clock'),
    );
    expect(ready.status).toBe(status);
    for (const role of ['booking', 'search']) {
      const check = ready.body.checks.find(({ name }: Json) => name === `${role} clock`);
      expect(check.ok).toBe(status === 200);
      if (detail === undefined) expect(check.detail).toBeUndefined();
      else expect(check.detail).toMatch(detail);
    }
    const [, offset] = OFFSET.exec((await api.get('/metrics')).text) ?? [];
    expect(Math.abs(Number(offset) - seconds)).toBeLessThan(5);
  });
});
