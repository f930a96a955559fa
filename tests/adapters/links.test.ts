import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkFailure, LinkRefusal } from '../../src/adapters/role-clients/link-failure.js';
import { sendInParts } from '../../src/adapters/role-clients/send-in-parts.js';

const nameOf = (message: number) => `message ${message}`;

/** A fake of the other role: fails a batch that contains poison, and rejects unwanted messages by name. */
function otherRole(poison: ReadonlySet<number>, unwanted: ReadonlySet<number> = new Set()) {
  const received: number[] = [];
  let calls = 0;
  const send = async (messages: readonly number[]) => {
    calls += 1;
    if (messages.some((message) => poison.has(message))) throw new LinkRefusal('answered 400');
    received.push(...messages);
    return messages.filter((message) => unwanted.has(message)).map(nameOf);
  };
  return { received, send, calls: () => calls };
}

describe('sending many messages to the other role', () => {
  const hundred = Array.from({ length: 100 }, (_, message) => message);

  it('takes one call if no message is poison, and no call without messages', async () => {
    const { received, send, calls } = otherRole(new Set(), new Set([3]));
    expect(await sendInParts(hundred, nameOf, send)).toEqual(['message 3']);
    expect(await sendInParts([], nameOf, send)).toEqual([]);
    expect([received, calls()]).toEqual([hundred, 1]);
  });

  it('delivers all other messages when one is poison, in few calls, and returns its name', async () => {
    const { received, send, calls } = otherRole(new Set([37]), new Set([98]));
    expect(await sendInParts(hundred, nameOf, send)).toEqual(['message 37', 'message 98']);
    expect(received).toEqual(hundred.filter((message) => message !== 37));
    // Halving down to one message takes two calls a step, and a hundred is less than two to the seventh.
    expect(calls()).toBeLessThanOrEqual(15);
  });

  it('finds every poison message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(hundred.slice(0, 20)), async (poison) => {
        const { received, send } = otherRole(new Set(poison));
        expect(await sendInParts(hundred.slice(0, 20), nameOf, send)).toEqual(poison.map(nameOf));
        expect(received).toEqual(hundred.slice(0, 20).filter((message) => !poison.includes(message)));
      }),
      { numRuns: 50 },
    );
  });

  it('stops after one call when the other role does not respond', async () => {
    let calls = 0;
    const send = async () => {
      calls += 1;
      throw new LinkFailure('got no answer');
    };
    await expect(sendInParts(hundred, nameOf, send)).rejects.toThrow(LinkFailure);
    expect(calls).toBe(1);
  });
});
