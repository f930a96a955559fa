import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditBookings } from '../../src/adapters/audit/audit-bookings.js';
import { AUDIT_LIMITS } from '../support/processes/audit.js';
import { BOOKING_ENTITIES } from '../../src/adapters/mysql/booking/tables.js';
import { Database } from '../../src/adapters/mysql/connection/database.js';
import { live, lives } from '../support/builders/random-lives.js';
import type { TestService } from '../support/processes/test-service.js';

/** Audits the database by the clock of the test; expects no violation. */
async function expectSound({ database, clock }: TestService): Promise<void> {
  if (database === null) throw new Error('the service has no database');
  const timeShift = clock.shift;
  const { address } = database;
  const connection = new Database({ address, entities: BOOKING_ENTITIES, connections: 1, timeShift });
  try {
    const findings = await auditBookings(connection, AUDIT_LIMITS);
    expect(findings.filter(({ violations }) => violations > 0)).toEqual([]);
  } finally {
    await connection.close();
  }
}

describe('random actions of travellers, time and airlines', () => {
  it('leave the audit without a violation after each step', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(lives, (steps) => live(steps, expectSound)),
      { numRuns: 6 },
    );
  });
});
