import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { BackgroundWork } from '../../src/entrypoints/serving/background.js';

const warnings: Error[] = [];
const collect = (warning: Error) => void warnings.push(warning);
afterEach(() => {
  process.off('warning', collect);
});

describe('background work with many loops', () => {
  it('causes no warning of Node.js', async () => {
    process.on('warning', collect);
    const work = new BackgroundWork({ failed: () => undefined, recovered: () => undefined });
    const loop = { interval: 60_000, run: async () => false };
    work.start(Array.from({ length: 12 }, (_, number) => ({ ...loop, name: `loop ${number}` })));
    work.start(Array.from({ length: 12 }, (_, number) => ({ ...loop, name: `later loop ${number}` })));
    await sleep(20);
    await work.stop();
    expect(warnings).toEqual([]);
  });
});
