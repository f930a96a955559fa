import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/domain/shared/instant.js';
import { seededChoices, type Choices } from '../../proof/explore/choices.js';
import { CALM } from '../../proof/explore/faults.js';
import type { Sabotage } from '../../proof/explore/unit-of-work.js';
import { World } from '../../proof/explore/world.js';
import { SeatModel, stepsOfTravellers } from '../support/histories/seat-model.js';
import { SABOTAGES } from '../support/stores/sabotage.js';

/** All choices of a world: its requests, its order of steps, its faults. A shorter list makes a simpler world. */
const choices = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 4_000, size: 'max' });

describe('for random choices', () => {
  it('every world ends without a violation', async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (list) => {
        expect(await violationIn(list)).toBeNull();
      }),
      { numRuns: 40 },
    );
  }, 300_000);

  it('a world with a removed safeguard shows a violation', async () => {
    const { failed, counterexample } = await fc.check(
      fc.asyncProperty(choices, async (list) => (await violationIn(list, SABOTAGES.noRefunds)) === null),
      { numRuns: 200, endOnFailure: true },
    );
    expect(failed).toBe(true);
    expect(await violationIn(counterexample![0], SABOTAGES.noRefunds)).toMatch(/refund/);
  }, 300_000);
});

describe('a model of seat owners', () => {
  it('predicts every response to travellers who send one request at a time', async () => {
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

/** Returns the violation in the world of these choices. After them, fixed choices follow. */
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
