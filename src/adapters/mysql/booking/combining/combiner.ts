import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs a function in the context of no request: a batch belongs to all of its requests. */
const outsideRequests = AsyncLocalStorage.snapshot();

/** The result of one item of a batch. */
export type Outcome<R> = { readonly value: R } | { readonly error: unknown };

export interface CombinerOptions<I, R> {
  /**
   * Runs items together and returns an outcome for each, in their order. An outcome that comes later, because its item
   * needs more time, keeps no other item waiting.
   */
  readonly run: (items: readonly I[]) => Promise<readonly (Outcome<R> | Promise<Outcome<R>>)[]>;
  /** The most items of one batch. */
  readonly batchMax: number;
  /** How many batches run at once. */
  readonly lanes: number;
  /** After this many milliseconds a batch that still waits for locks gives its lane to the next batch. */
  readonly laneMsMax: number;
  /** How long an item may wait for its batch, in milliseconds, and the error that it gets afterwards. */
  readonly waitMsMax: number;
  readonly tooLate: () => unknown;
}

interface Waiting<I, R> {
  readonly item: I;
  readonly since: number;
  readonly settle: (outcome: Outcome<R>) => void;
}

/**
 * Runs items in batches: an item that finds a free lane runs at once; the items that arrive while all lanes are busy
 * wait, and the next batch takes those that wait longest.
 */
export class Combiner<I, R> {
  private readonly waiting: Waiting<I, R>[] = [];
  private busy = 0;

  constructor(private readonly options: CombinerOptions<I, R>) {}

  /** How many items run or wait. */
  get load() {
    return { waiting: this.waiting.length, batches: this.busy };
  }

  /** Runs an item. Throws its error, or `tooLate` if it waited for too long. */
  async add(item: I): Promise<R> {
    const outcome = await new Promise<Outcome<R>>((settle) => {
      this.waiting.push({ item, since: performance.now(), settle });
      this.next();
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private next(): void {
    const { batchMax, lanes, waitMsMax, tooLate } = this.options;
    while (this.busy < lanes && this.waiting.length > 0) {
      const oldest = performance.now() - waitMsMax;
      const batch: Waiting<I, R>[] = [];
      for (const entry of this.waiting.splice(0, batchMax)) {
        if (entry.since < oldest) entry.settle({ error: tooLate() });
        else batch.push(entry);
      }
      if (batch.length > 0) outsideRequests(() => this.start(batch));
    }
  }

  private start(batch: readonly Waiting<I, R>[]): void {
    this.busy += 1;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.busy -= 1;
      this.next();
    };
    const timer = setTimeout(release, this.options.laneMsMax);
    const failed = (error: unknown) => ({ error });
    const settleAll = (outcomes: readonly (Outcome<R> | Promise<Outcome<R>>)[]) => {
      clearTimeout(timer);
      release();
      batch.forEach(({ settle }, n) => {
        const outcome = outcomes[n] ?? failed(new Error('a batch lost an item'));
        Promise.resolve(outcome).then(settle, (error: unknown) => settle(failed(error)));
      });
    };
    this.options
      .run(batch.map(({ item }) => item))
      .then(settleAll, (error: unknown) => settleAll(batch.map(() => failed(error))));
  }
}
