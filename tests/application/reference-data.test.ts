import { describe, expect, it } from 'vitest';
import type { CatalogueReads } from '../../src/application/search/ports.js';
import { ReferenceData } from '../../src/application/search/shared/reference-data.js';

/** Reference data over a catalogue that counts its reads. */
function countedReads() {
  const time = { now: 1_000_000, reads: 0 };
  const reads = {
    airports: async () => {
      time.reads += 1;
      return [];
    },
    airlines: async () => [],
    aircraft: async () => [],
  } as unknown as CatalogueReads;
  return { reference: new ReferenceData(reads, { now: () => time.now }), time };
}

describe('airports, airlines and aircraft', () => {
  it('are read again after five seconds', async () => {
    const { reference, time } = countedReads();
    for (const milliseconds of [0, 4_999, 1]) {
      time.now += milliseconds;
      await reference.names();
    }
    expect(time.reads).toBe(2);
  });

  it('are read again at once when the clock has been set back', async () => {
    const { reference, time } = countedReads();
    await reference.names();
    time.now -= 3_600_000;
    await reference.names();
    await reference.names();
    expect(time.reads).toBe(2);
  });
});
