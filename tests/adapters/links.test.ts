import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkFailure, LinkRefusal } from '../../src/adapters/role-clients/link-failure.js';
import { sendInParts } from '../../src/adapters/role-clients/send-in-parts.js';

const nameOf = (thing: number) => `thing ${thing}`;

/** The other role: takes a batch only if no poison is in it, and knows some things that it will not take. */
function listener(poison: ReadonlySet<number>, unwanted: ReadonlySet<number> = new Set()) {
  const heard: number[] = [];
  let calls = 0;
  const tell = async (things: readonly number[]) => {
    calls += 1;
    if (things.some((thing) => poison.has(thing))) throw new LinkRefusal('answered 400');
    heard.push(...things);
    return things.filter((thing) => unwanted.has(thing)).map(nameOf);
  };
  return { heard, tell, calls: () => calls };
}

describe('telling the other role of many things', () => {
  const hundred = Array.from({ length: 100 }, (_, thing) => thing);

  it('is one call while none is wrong, and none for nothing', async () => {
    const { heard, tell, calls } = listener(new Set(), new Set([3]));
    expect(await sendInParts(hundred, nameOf, tell)).toEqual(['thing 3']);
    expect(await sendInParts([], nameOf, tell)).toEqual([]);
    expect([heard, calls()]).toEqual([hundred, 1]);
  });

  it('delivers all the others when one is poison, in few calls, and names it', async () => {
    const { heard, tell, calls } = listener(new Set([37]), new Set([98]));
    expect(await sendInParts(hundred, nameOf, tell)).toEqual(['thing 37', 'thing 98']);
    expect(heard).toEqual(hundred.filter((thing) => thing !== 37));
    // Halved down to one: two calls a step, and a hundred is fewer than two to the seventh.
    expect(calls()).toBeLessThanOrEqual(15);
  });

  it('finds every poison there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(hundred.slice(0, 20)), async (poison) => {
        const { heard, tell } = listener(new Set(poison));
        expect(await sendInParts(hundred.slice(0, 20), nameOf, tell)).toEqual(poison.map(nameOf));
        expect(heard).toEqual(hundred.slice(0, 20).filter((thing) => !poison.includes(thing)));
      }),
      { numRuns: 50 },
    );
  });

  it('stops when nobody answers: that is no fault of what was told', async () => {
    let calls = 0;
    const tell = async () => {
      calls += 1;
      throw new LinkFailure('got no answer');
    };
    await expect(sendInParts(hundred, nameOf, tell)).rejects.toThrow(LinkFailure);
    expect(calls).toBe(1);
  });
});
