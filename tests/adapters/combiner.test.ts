import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { Combiner, type Outcome } from '../../src/adapters/mysql/booking/combining/combiner.js';

/** A batch that runs until the test ends it. */
interface RunningBatch {
  readonly items: readonly string[];
  readonly end: (outcomes?: readonly (Outcome<string> | Promise<Outcome<string>>)[]) => void;
  readonly fail: (error: Error) => void;
}

const HOUR = 3_600_000;

function combinerOf({ lanes = 1, batchMax = 3, laneMsMax = HOUR, waitMsMax = HOUR } = {}) {
  const batches: RunningBatch[] = [];
  const combiner = new Combiner<string, string>({
    run: (items) =>
      new Promise((resolve, reject) => {
        const done = items.map((item) => ({ value: `${item} done` }));
        batches.push({
          items,
          end: (outcomes: readonly (Outcome<string> | Promise<Outcome<string>>)[] = done) =>
            resolve(outcomes),
          fail: reject,
        });
      }),
    batchMax,
    lanes,
    laneMsMax,
    waitMsMax,
    tooLate: () => new Error('too late'),
  });
  return { combiner, batches };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the combiner', () => {
  it('runs an item at once if a lane is free', () => {
    const { combiner, batches } = combinerOf();
    const adding = combiner.add('a');
    expect(adding).toBeInstanceOf(Promise);
    expect(batches.map(({ items }) => items)).toEqual([['a']]);
  });

  it('gathers the items that arrive meanwhile into the next batch, in their order', async () => {
    const { combiner, batches } = combinerOf();
    const results = Promise.all(['a', 'b', 'c'].map((item) => combiner.add(item)));
    expect(combiner.load).toEqual({ waiting: 2, batches: 1 });
    batches[0]!.end();
    await settled();
    expect(batches[1]!.items).toEqual(['b', 'c']);
    batches[1]!.end();
    expect(await results).toEqual(['a done', 'b done', 'c done']);
    expect(combiner.load).toEqual({ waiting: 0, batches: 0 });
  });

  it('takes no more items than one batch may have', async () => {
    const { combiner, batches } = combinerOf();
    const results = Promise.all(['a', 'b', 'c', 'd', 'e'].map((item) => combiner.add(item)));
    batches[0]!.end();
    await settled();
    expect(batches[1]!.items).toEqual(['b', 'c', 'd']);
    batches[1]!.end();
    await settled();
    expect(batches[2]!.items).toEqual(['e']);
    batches[2]!.end();
    expect(await results).toHaveLength(5);
  });

  it('runs as many batches at once as there are lanes', () => {
    const { combiner, batches } = combinerOf({ lanes: 2 });
    const adding = ['a', 'b', 'c'].map((item) => combiner.add(item));
    expect(adding).toHaveLength(3);
    expect(batches.map(({ items }) => items)).toEqual([['a'], ['b']]);
  });

  it('gives each item its own outcome', async () => {
    const { combiner, batches } = combinerOf();
    const [, bad, good] = [combiner.add('a'), combiner.add('bad'), combiner.add('good')];
    batches[0]!.end();
    await settled();
    batches[1]!.end([{ error: new Error('no') }, { value: 'yes' }]);
    await expect(bad).rejects.toThrow('no');
    expect(await good).toBe('yes');
  });

  it('keeps no item waiting for the outcome of another', async () => {
    const { combiner, batches } = combinerOf();
    const [, slow, quick] = ['a', 'slow', 'quick'].map((item) => combiner.add(item));
    batches[0]!.end();
    await settled();
    let finish: (outcome: Outcome<string>) => void = () => undefined;
    const later = new Promise<Outcome<string>>((resolve) => (finish = resolve));
    batches[1]!.end([later, { value: 'quick done' }]);
    expect(await quick).toBe('quick done');
    finish({ value: 'slow done' });
    expect(await slow).toBe('slow done');
  });

  it('gives the error of a batch to all of its items, and then runs the next batch', async () => {
    const { combiner, batches } = combinerOf();
    const first = combiner.add('a');
    const second = combiner.add('b');
    batches[0]!.fail(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    batches[1]!.end();
    expect(await second).toBe('b done');
  });

  it('starts the next batch when the running one waits for locks too long', async () => {
    const { combiner, batches } = combinerOf({ laneMsMax: 1 });
    const stuck = combiner.add('stuck');
    const next = combiner.add('next');
    while (batches.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    batches[1]!.end();
    expect(await next).toBe('next done');
    batches[0]!.end();
    expect(await stuck).toBe('stuck done');
    expect(combiner.load).toEqual({ waiting: 0, batches: 0 });
  });

  it('runs batches in the context of no request', async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const options = { batchMax: 3, lanes: 1, laneMsMax: HOUR, waitMsMax: HOUR, tooLate: () => null };
    const run = async (items: readonly string[]) => {
      seen.push(request.getStore());
      await settled();
      return items.map((value) => ({ value }));
    };
    const combiner = new Combiner<string, string>({ ...options, run });
    await Promise.all(['a', 'b', 'c'].map((item) => request.run(item, () => combiner.add(item))));
    expect(seen).toEqual([undefined, undefined]);
  });

  it('rejects an item that has waited for too long, and does not run it', async () => {
    const { combiner, batches } = combinerOf({ waitMsMax: -1 });
    await expect(combiner.add('a')).rejects.toThrow('too late');
    expect(batches).toEqual([]);
  });
});
