import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/domain/shared/instant.js';
import { seededChoices, type Choices } from '../../proof/explore/choices.js';
import { CALM } from '../../proof/explore/faults.js';
import type { Sabotage } from '../../proof/explore/unit-of-work.js';
import { World } from '../../proof/explore/world.js';
import { SeatModel, stepsOfTravellers } from '../support/seat-model.js';
import { SABOTAGES } from '../support/sabotage.js';

/** Every choice of a world: what is asked, who goes next, what breaks. A shorter list is a simpler world. */
const choices = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 4_000, size: 'max' });

describe('whatever is chosen', () => {
  it('every world comes to its end with nothing wrong', async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (list) => {
        expect(await violationIn(list)).toBeNull();
      }),
      { numRuns: 40 },
    );
  }, 300_000);

  it('and a world in which something is broken on purpose is found by chance', async () => {
    const { failed, counterexample } = await fc.check(
      fc.asyncProperty(choices, async (list) => (await violationIn(list, SABOTAGES.noRefunds)) === null),
      { numRuns: 200, endOnFailure: true },
    );
    expect(failed).toBe(true);
    expect(await violationIn(counterexample![0], SABOTAGES.noRefunds)).toMatch(/refund/);
  }, 300_000);
});

describe('a model of who has which seat', () => {
  it('foretells every answer to travellers who come one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOfTravellers, fc.nat(), async (steps, seed) => {
        const world = new World(seededChoices(seed), { rates: CALM, departIn: 30 * DAY });
        await fc.asyncModelRun(() => ({ model: new SeatModel(), real: world }), steps);
        expect((await world.end()).violation).toBeNull();
      }),
      { numRuns: 60 },
    );
  }, 300_000);
});

/** What is wrong in the world of these choices; when they are used up, others follow that are always the same. */
async function violationIn(list: readonly number[], sabotage: Sabotage = {}): Promise<string | null> {
  return (await new World(choicesOf(list), { operations: 80, sabotage }).run()).violation;
}

function choicesOf(list: readonly number[]): Choices {
  const rest = seededChoices(0);
  let used = 0;
  return {
    below: (count) => {
      const next = list[used];
      used += 1;
      return next === undefined ? rest.below(count) : next % count;
    },
  };
}
