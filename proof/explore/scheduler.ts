import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instant } from '../../src/domain/shared/instant.js';
import type { Choices } from './choices.js';
import type { Trace } from './trace.js';

/** Whose steps they are. Those of one that is dead are never taken. */
export interface Owner {
  readonly name: string;
  readonly alive: boolean;
}

interface Step {
  readonly owner: Owner;
  readonly what: string;
  readonly operation: number;
  readonly resume: () => void;
}

/** Somebody who waits to be woken, or for the time to come. */
export interface Parked {
  /** Resolves when woken; at the end of its time it resolves, or throws what the time's end means. */
  readonly promise: Promise<void>;
  wake(): void;
}

interface Sleeper {
  readonly due: Instant;
  isOver: boolean;
  end(): void;
}

/** For how many turns of the promise queue whoever goes on is waited for to come to its next step. */
const RUN_MAX = 64;

const NEXT_TURN = Promise.resolve();

/** How many milliseconds one step takes at most. */
const STEP_MAX = 3;

/**
 * Decides which of all pending steps is next, and what time it is. Between two steps anybody's step may come; nothing
 * runs beside another, no real timer is waited for, and the same choices make the same order.
 */
export class Scheduler {
  private readonly ready: Step[] = [];
  /** The latest first. */
  private readonly sleepers: Sleeper[] = [];
  private hasNews = false;
  private lastOperation = -1;
  /** The operation whose step is being taken: what it asks for next belongs to it. */
  operation = 0;
  steps = 0;
  /** How often another operation went on than the one before. */
  switches = 0;

  constructor(
    private readonly choices: Choices,
    private readonly trace: Trace,
    public now: Instant,
  ) {}

  /** A point at which others may go first. */
  point(owner: Owner, what: string): Promise<void> {
    return new Promise((resume) => this.add({ owner, what, operation: this.operation, resume }));
  }

  /** Waits for so many milliseconds of the world's time. */
  async sleep(owner: Owner, milliseconds: number): Promise<void> {
    await this.park(owner, 'goes on', milliseconds, null).promise;
  }

  /** Waits until woken, for `milliseconds` at most; then throws what `late` makes, unless that is null. */
  park(owner: Owner, what: string, milliseconds: number, late: (() => Error) | null): Parked {
    const { operation } = this;
    let wake = (): void => undefined;
    const promise = new Promise<void>((resolve, reject) => {
      const go = (words: string, resume: () => void) => {
        sleeper.isOver = true;
        this.add({ owner, what: words, operation, resume });
      };
      const end = () => {
        if (late === null) go(what, resolve);
        else go('waited in vain', () => reject(late()));
      };
      const sleeper: Sleeper = { due: this.now + milliseconds, isOver: false, end };
      this.enqueue(sleeper);
      wake = () => {
        if (!sleeper.isOver) go(what, resolve);
      };
    });
    return { promise, wake };
  }

  /** Does something in so many milliseconds, whoever has died by then. */
  after(milliseconds: number, work: () => void): void {
    const sleeper: Sleeper = { due: this.now + milliseconds, isOver: false, end: () => undefined };
    sleeper.end = () => {
      sleeper.isOver = true;
      work();
    };
    this.enqueue(sleeper);
  }

  /**
   * Takes step after step until nobody has any, or `isOver` says so before one of them; `before` is called then, too.
   */
  async run(isOver: () => boolean, before: () => void): Promise<void> {
    for (;;) {
      if (!this.hasReady()) {
        // Whoever runs longer than usual comes to its next step within one turn of the event loop.
        await nextTurn();
        if (!this.hasReady()) return;
      }
      if (isOver()) return;
      before();
      this.take();
      for (let turn = 0; turn < RUN_MAX && !this.hasNews; turn += 1) await NEXT_TURN;
    }
  }

  private add(step: Step): void {
    this.hasNews = true;
    this.ready.push(step);
  }

  private take(): void {
    this.hasNews = false;
    const index = this.choices.below(this.ready.length);
    const step = this.ready[index];
    const last = this.ready.pop();
    if (step === undefined || last === undefined) return;
    if (last !== step) this.ready[index] = last;
    if (!step.owner.alive) return;
    this.steps += 1;
    this.now += this.choices.below(STEP_MAX + 1);
    this.operation = step.operation;
    if (step.operation !== this.lastOperation) this.switches += 1;
    this.lastOperation = step.operation;
    this.trace.note(this.now, step.operation, step.owner.name, step.what);
    step.resume();
  }

  /** Whether anybody can go on; if nobody can, it is later all at once. */
  private hasReady(): boolean {
    this.wakeThose(this.now);
    while (this.ready.length === 0) {
      const next = this.sleepers.at(-1);
      if (next === undefined) return false;
      if (!next.isOver) this.now = Math.max(this.now, next.due);
      this.wakeThose(this.now);
    }
    return true;
  }

  private wakeThose(due: Instant): void {
    for (let next = this.sleepers.at(-1); next !== undefined; next = this.sleepers.at(-1)) {
      if (!next.isOver && next.due > due) return;
      this.sleepers.pop();
      if (!next.isOver) next.end();
    }
  }

  private enqueue(sleeper: Sleeper): void {
    let index = this.sleepers.length;
    while (index > 0 && (this.sleepers[index - 1]?.due ?? 0) <= sleeper.due) index -= 1;
    this.sleepers.splice(index, 0, sleeper);
  }
}
