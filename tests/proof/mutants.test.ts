import { inject } from 'vitest';
import { describe, expect, it } from 'vitest';
import { runScript } from '../support/processes/mutants-script.js';

/** The most important mutants; `npm run mutants` runs all others as well. */
const TRIED_EVERY_TIME = ['lock', 'lock-and-guard', 'guard', 'idempotency-record'];

describe('the tests notice within a minute', () => {
  it('that a rule against double sales is removed', { timeout: 1_800_000 }, async () => {
    const { code, stdout, stderr } = await runScript(['--json', ...TRIED_EVERY_TIME], {
      TEST_DB_URL: inject('databaseUrl'),
    });
    const results = JSON.parse(stdout === '' ? '[]' : stdout);
    const verdicts = results.map(({ name, verdict }: Record<string, string>) => [name, verdict]);
    expect(verdicts, stderr).toEqual(TRIED_EVERY_TIME.map((name) => [name, 'caught']));
    for (const { seconds } of results) expect(seconds).toBeLessThan(60);
    expect(code).toBe(0);
  });
});
