import { describe, expect, it } from 'vitest';
import { DayLog } from '../../src/adapters/memory/search/day-log.js';

describe('the log of a day in memory', () => {
  it('returns the changes after each revision, and stays small after 10,000 changes', () => {
    const log = new DayLog();
    const revisions: number[] = [];
    for (let change = 0; change < 10_000; change += 1) {
      revisions.push(log.revision);
      log.add(`flight ${change % 7}`);
    }
    expect(log.revision).toBe(10_000);
    expect(log.all().length).toBeLessThan(3_000);
    expect(new Set(log.all()).size).toBe(7);
    revisions.forEach((revision, change) => {
      const after = log.after(revision);
      // For a revision that is too old, the log returns null rather than some of the changes.
      if (after === null) return;
      for (let later = change; later < Math.min(change + 7, 10_000); later += 1)
        expect(after).toContain(`flight ${later % 7}`);
    });
    expect(log.after(revisions.at(-1)!)).toEqual([`flight ${9_999 % 7}`]);
    expect(log.after(0)).toBeNull();
  });
});
