import { describe, expect, it } from 'vitest';
import type { Operation } from '../../proof/fuzz/contract.js';
import type { FuzzRequest } from '../../proof/fuzz/generate.js';
import { BLOCK_MS_MAX, loopIn, LoopWatch, type LoopSample } from '../../proof/fuzz/loop-watch.js';

const OPERATION: Operation = {
  method: 'GET',
  path: '/airlines',
  needsToken: false,
  parameters: [],
  body: null,
  answers: new Map(),
};
const request = (number: number, ...notes: string[]): FuzzRequest => ({
  number,
  method: 'GET',
  path: '/airlines',
  headers: [],
  body: null,
  operation: OPERATION,
  notes,
  mustBeRejected: notes.length > 0,
});

/** A service in which each request costs lateness of the loop and processor time. */
function service(cost: (number: number, time: number) => LoopSample) {
  let [late, cpu] = [0, 0];
  const times = new Map<number, number>();
  return {
    look: async () => {
      const sample = { late, cpu };
      late = 0;
      return sample;
    },
    send: async ({ number }: FuzzRequest) => {
      const time = (times.get(number) ?? 0) + 1;
      times.set(number, time);
      const one = cost(number, time);
      late = Math.max(late, one.late);
      cpu += one.cpu;
    },
  };
}

const LATE = { late: BLOCK_MS_MAX + 1, cpu: 0 };

/** A watch that recorded these requests, each slow, while the loop was late. */
function watching(...requests: FuzzRequest[]): LoopWatch {
  const watch = new LoopWatch();
  for (const each of requests) watch.answered(each, 100 + each.number);
  watch.sampled(LATE);
  return watch;
}

describe('a suspected request', () => {
  it('is guilty if it blocks the loop every time, with the shortest of its times', async () => {
    const found = await watching(request(1, 'deep')).guilty(
      service((_, n) => ({ late: 300 - n * 10, cpu: 200 })),
    );
    expect(found).toMatchObject([{ request: { number: 1 }, blocked: 200 }]);
  });

  it.each<[string, (number: number, time: number) => LoopSample]>([
    ['the process worked beside the loop', () => ({ late: 5, cpu: 300 })],
    ['another program used the machine', () => ({ late: 300, cpu: 5 })],
    ['the third attempt did not block', (_, n) => ({ late: n < 3 ? 300 : 5, cpu: 300 })],
  ])('is innocent if %s', async (_, cost) => {
    expect(await watching(request(1, 'deep')).guilty(service(cost))).toEqual([]);
  });

  it('is innocent if the service has no metrics', async () => {
    const silent = { ...service(() => ({ late: 300, cpu: 300 })), look: async () => null };
    expect(await watching(request(1)).guilty(silent)).toEqual([]);
  });

  it('is the slowest request of its kind; the others of the kind are not suspected', async () => {
    const dear = service(() => ({ late: 300, cpu: 300 }));
    const watch = watching(
      request(1, '1 item'),
      request(3, '9 item'),
      request(2, '5 item'),
      request(4, 'deep'),
    );
    expect(watch.count).toBe(2);
    expect((await watch.guilty(dear)).map((found) => found.request.number)).toEqual([3, 4]);
  });

  it('is found among many innocent ones', async () => {
    const all = Array.from({ length: 50 }, (_, n) => request(n, `kind ${'x'.repeat(n)}`));
    const one = service((number) => ({ late: number === 37 ? 300 : 5, cpu: number === 37 ? 300 : 5 }));
    const figures = { ...request(50, 'figures'), operation: { ...OPERATION, path: '/metrics' } };
    const send = async (sent: FuzzRequest) => {
      await one.send(sent);
      if (sent === figures) await one.look();
    };
    const found = await watching(...all, figures).guilty({ ...one, send });
    expect(found.map((each) => each.request.number)).toEqual([37]);
  });

  it('is one that was slow itself while the loop was late', () => {
    const watch = new LoopWatch();
    watch.answered(request(1, 'quick'), BLOCK_MS_MAX - 1);
    watch.sampled(LATE);
    watch.answered(request(2, 'slow'), 500);
    watch.sampled({ late: BLOCK_MS_MAX, cpu: 0 });
    watch.sampled(LATE);
    expect(watch.count).toBe(0);
  });
});

describe('the loop metrics of a process', () => {
  it('are read in milliseconds, without the interval of the timer', () => {
    const figures = 'nodejs_eventloop_lag_max_seconds 0.075\nprocess_cpu_seconds_total 1.5\n';
    expect(loopIn(figures)).toEqual({ late: 65, cpu: 1_500 });
  });

  it('are null if one is missing', () => {
    expect(loopIn('process_cpu_seconds_total 1.5\n')).toBeNull();
  });
});
