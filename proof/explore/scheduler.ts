import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instant } from '../../src/domain/shared/instant.js';
import type { Choices } from './choices.js';
import type { Trace } from './trace.js';

/** The actor that a step belongs to. Steps of a dead owner never run. */
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

/** A paused actor. */
export interface Parked {
  /** Resolves when woken. At the timeout it resolves, or rejects with the error given to `park`. */
  readonly promise: Promise<void>;
  wake(): void;
}

interface Sleeper {
  readonly due: Instant;
  isOver: boolean;
  end(): void;
}

/** For how many turns of the promise queue the scheduler waits for the running step to reach its next point. */
const RUN_MAX = 64;

const NEXT_TURN = Promise.resolve();

/** The longest duration of one step, in milliseconds. */
const STEP_MAX = 3;

/**
 * Decides which pending step runs next, and what time it is. Any step may run between two others, but never at the same
 * time as another. It uses no real timer, and the same choices make the same order.
 */
export class Scheduler {
  private readonly ready: Step[] = [];
  /** Sorted by due time, the latest first. */
  private readonly sleepers: Sleeper[] = [];
  private hasNewStep = false;
  private lastOperation = -1;
  /** The operation of the current step. Steps that it schedules belong to the same operation. */
  operation = 0;
  steps = 0;
  /** How often a step belonged to another operation than the step before. */
  switches = 0;

  constructor(
    private readonly choices: Choices,
    private readonly trace: Trace,
    public now: Instant,
  ) {}

  /** A point before which other steps may run. */
  point(owner: Owner, what: string): Promise<void> {
    return new Promise((resume) => this.add({ owner, what, operation: this.operation, resume }));
  }

  /** Waits for a number of milliseconds of simulated time. */
  async sleep(owner: Owner, milliseconds: number): Promise<void> {
    await this.park(owner, 'goes on', milliseconds, null).promise;
  }

  /** Waits until woken, at most `milliseconds`. A timeout throws the error of `late`, unless `late` is null. */
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
        else go('timed out', () => reject(late()));
      };
      const sleeper: Sleeper = { due: this.now + milliseconds, isOver: false, end };
      this.enqueue(sleeper);
      wake = () => {
        if (!sleeper.isOver) go(what, resolve);
      };
    });
    return { promise, wake };
  }

  /** Runs the work after a number of milliseconds, even if its owner has died by then. */
  after(milliseconds: number, work: () => void): void {
    const sleeper: Sleeper = { due: this.now + milliseconds, isOver: false, end: () => undefined };
    sleeper.end = () => {
      sleeper.isOver = true;
      work();
    };
    this.enqueue(sleeper);
  }

  /**
   * Runs steps until none is left or `isOver` returns true. Calls `before` before each step.
   */
  async run(isOver: () => boolean, before: () => void): Promise<void> {
    for (;;) {
      if (!this.hasReady()) {
        // An actor that needs more turns than RUN_MAX reaches its next step within one turn of the event loop.
        await nextTurn();
        if (!this.hasReady()) return;
      }
      if (isOver()) return;
      before();
      this.runOne();
      for (let turn = 0; turn < RUN_MAX && !this.hasNewStep; turn += 1) await NEXT_TURN;
    }
  }

  private add(step: Step): void {
    this.hasNewStep = true;
    this.ready.push(step);
  }

  private runOne(): void {
    this.hasNewStep = false;
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

  /** Whether a step is ready. If none is, the clock jumps to the next due time. */
  private hasReady(): boolean {
    this.wakeDue(this.now);
    while (this.ready.length === 0) {
      const next = this.sleepers.at(-1);
      if (next === undefined) return false;
      if (!next.isOver) this.now = Math.max(this.now, next.due);
      this.wakeDue(this.now);
    }
    return true;
  }

  private wakeDue(due: Instant): void {
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
