import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditBookings } from '../../src/adapters/audit/audit-bookings.js';
import { AUDIT_LIMITS } from '../support/audit.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { live, lives } from '../support/random-lives.js';
import type { TestService } from '../support/test-service.js';

/** The audit, by the clock of the test. */
async function look({ database, clock }: TestService): Promise<void> {
  if (database === null) throw new Error('there is no database to look into');
  const timeShift = () => clock.now() - Date.now();
  const { address } = database;
  const seen = new Database({ address, entities: BOOKING_ENTITIES, connections: 1, timeShift });
  try {
    const findings = await auditBookings(seen, AUDIT_LIMITS);
    expect(findings.filter(({ violations }) => violations > 0)).toEqual([]);
  } finally {
    await seen.close();
  }
}

describe('whatever travellers, time and the airline do', () => {
  it('the audit finds nothing, at any moment', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(lives, (steps) => live(steps, look)),
      { numRuns: 6 },
    );
  });
});
