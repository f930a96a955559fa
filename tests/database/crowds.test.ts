import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BUYERS,
  CROWD_TIMEOUT,
  PROCESSES,
  SECONDS,
  startRoles,
  type RunningRoles,
} from '../support/processes/running-roles.js';

let platform: RunningRoles;
beforeEach(async () => {
  platform = await startRoles();
}, CROWD_TIMEOUT);
afterEach(() => platform.stop(), CROWD_TIMEOUT);

describe(`${BUYERS} buyers of 200 seats in ${PROCESSES} processes`, () => {
  it('violate no invariant', { timeout: CROWD_TIMEOUT }, async () => {
    const report = await platform.crowd();
    expect(report.acknowledged.length).toBeGreaterThan(0);
    expect(Object.keys(report.answers).filter((status) => Number.parseInt(status) >= 500)).toEqual([]);
    expect(await platform.faults(report)).toEqual([]);
  });

  it('lose nothing when one process is killed', { timeout: CROWD_TIMEOUT }, async () => {
    const buying = platform.crowd();
    await sleep(SECONDS * 400);
    await platform.booking.at(-1)!.kill();
    const report = await buying;
    expect(report.answers['none']).toBeGreaterThan(0);
    expect(await platform.faults(report)).toEqual([]);
  });
});
