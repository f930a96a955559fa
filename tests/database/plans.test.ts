import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectStatements, type SentStatement } from '../support/stores/sent-statements.js';
import { StatementPlans } from '../support/stores/statement-plans.js';
import { fillOutboxes, fillTables } from '../support/stores/filled-tables.js';
import { performTypicalOperations } from '../support/stores/typical-operations.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

let service: TestService;
let plans: StatementPlans | undefined;
let statements: readonly SentStatement[];

beforeAll(async () => {
  service = await startTestService({ HOLD_SECONDS: '600' });
  const database = service.database!;
  await fillTables(database);
  const sent = collectStatements();
  await performTypicalOperations(service);
  statements = [...sent.values()];
  await fillOutboxes(database);
  plans = await StatementPlans.open(database);
});
afterAll(async () => {
  await plans?.close();
  await service.stop();
});

describe('each statement of the typical operations', () => {
  it('is collected', () => {
    expect(statements.length).toBeGreaterThan(50);
  });

  it('scans no table that grows, and sorts nothing that an index could order', async () => {
    const faults: string[] = [];
    for (const statement of statements) faults.push(...(await plans!.faultsOf(statement)));
    expect(faults).toEqual([]);
  });

  it('reads few rows more than it returns or writes', async () => {
    const faults: string[] = [];
    for (const statement of statements) faults.push(...(await plans!.excessOf(statement)));
    expect(faults).toEqual([]);
  });

  it('is found at fault without its index', async () => {
    await service.database!.rows('ALTER TABLE booking DROP KEY booking_by_lapse');
    const sweep = statements.find(({ sql }) => sql.includes('lapses_at <= ? ORDER BY lapses_at'))!;
    expect(await plans!.faultsOf(sweep)).not.toEqual([]);
    expect(await plans!.excessOf(sweep)).not.toEqual([]);
  });
});
