import { describe, expect, it } from 'vitest';
import { brokenAsMeant, breakIt } from '../../proof/chaos/breaking.js';
import type { Fault } from '../../proof/chaos/fault.js';
import { DATABASE_FAULTS } from '../../proof/chaos/faults/database.js';
import type { Scene } from '../../proof/chaos/scene.js';

const fault = (inflict: Fault['inflict']): Fault => ({ name: 'it', says: '', recovery: 0, inflict });
const nowhere = {} as unknown as Scene;

describe('a fault', () => {
  it('that could not be injected is a finding, and does not end the run', async () => {
    const all = [
      await breakIt(
        fault(async () => undefined),
        nowhere,
      ),
      await breakIt(
        fault(() => Promise.reject(new Error('nothing to kill'))),
        nowhere,
      ),
      await breakIt(
        fault(() => {
          throw new Error('no such process');
        }),
        nowhere,
      ),
    ];
    expect(brokenAsMeant(all)).toMatchObject({
      checked: 3,
      wrong: 2,
      examples: ['it: Error: nothing to kill', 'it: Error: no such process'],
    });
  });

  it('that takes all connections restores the limit even if it fails', async () => {
    const statements: string[] = [];
    const root = {
      query: async (sql: string) => {
        statements.push(sql);
        if (sql.includes('processlist')) throw new Error('gone away');
        return [[{ most: 400 }]];
      },
      destroy: () => undefined,
    };
    const scene = { root: async () => root } as unknown as Scene;
    const { failure } = await breakIt(
      DATABASE_FAULTS.find(({ name }) => name === 'no-connection-left')!,
      scene,
    );
    expect([failure, statements.at(-1)]).toEqual(['Error: gone away', 'SET GLOBAL max_connections = 400']);
  });
});
