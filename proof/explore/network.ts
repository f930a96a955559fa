import { Refusal } from '../../src/domain/shared/refusal.js';
import { oneOf } from './choices.js';
import type { Owner } from './scheduler.js';
import { Server, type Surroundings, type UseCases } from './server.js';
import type { Trace } from './trace.js';

/** The outcome of a call as its caller knows it. */
export type CallOutcome<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The connection broke or the call timed out: it may have taken effect. */
  | { readonly kind: 'nothing' };

export interface Call<T> {
  readonly caller: Owner;
  readonly what: string;
  /** For the trace. */
  readonly detail?: unknown;
  /** Which process is called; null for any. */
  readonly server: number | null;
  readonly work: (useCases: UseCases) => Promise<T>;
  /** Called when no process works on the call any more. */
  readonly ended?: () => void;
}

const NOTHING = { kind: 'nothing' } as const;

/** The longest timeout of a caller, in milliseconds, when a response gets lost. */
const CALLER_TIMEOUT_MAX = 3_000;

/** The processes, and the network through which callers reach them. A caller gets a response, a refusal or nothing. */
export class Network {
  /** The number of calls by name. */
  readonly calls = new Map<string, number>();
  operations = 0;
  private readonly servers: Server[];
  private started = 0;

  /** `broken` receives errors that no use case may throw. */
  constructor(
    private readonly surroundings: Surroundings,
    private readonly trace: Trace,
    count: number,
    private readonly broken: (what: string) => void,
  ) {
    this.servers = Array.from({ length: count }, () => this.startServer());
  }

  /** Kills one process and starts a new one in its place. */
  killOne(): void {
    const { scheduler, choices } = this.surroundings.database;
    const index = choices.below(this.servers.length);
    const victim = this.servers[index];
    if (victim === undefined) return;
    this.trace.note(scheduler.now, scheduler.operation, victim.name, 'DIES');
    this.servers[index] = this.startServer();
    victim.die();
  }

  async call<T>(call: Call<T>): Promise<CallOutcome<T>> {
    const { scheduler, faults, choices } = this.surroundings.database;
    const server = call.server === null ? oneOf(choices, this.servers) : this.servers[call.server];
    if (server === undefined) throw new RangeError(`there is no process ${call.server}`);
    this.operations += 1;
    const operation = this.operations;
    this.calls.set(call.what, (this.calls.get(call.what) ?? 0) + 1);
    scheduler.operation = operation;
    this.trace.note(
      scheduler.now,
      operation,
      call.caller.name,
      `${call.what} at ${server.name}`,
      call.detail,
    );
    const outcome = await new Promise<CallOutcome<T>>((resolve) => {
      if (faults.strikes('answerLost'))
        scheduler.after(choices.below(CALLER_TIMEOUT_MAX), () => resolve(NOTHING));
      this.serve(server, call, resolve);
    });
    scheduler.operation = operation;
    await scheduler.point(call.caller, wordsFor(outcome));
    return outcome;
  }

  private serve<T>(server: Server, call: Call<T>, resolve: (outcome: CallOutcome<T>) => void): void {
    const { scheduler } = this.surroundings.database;
    const ended = call.ended ?? (() => undefined);
    const removeListener = server.whenDead(() => {
      ended();
      resolve(NOTHING);
    });
    const answer = async (outcome: CallOutcome<T>) => {
      ended();
      // A step between the commit and the response, before which the process may die.
      await scheduler.point(server, 'responds');
      removeListener();
      resolve(outcome);
    };
    call
      .work(server.useCases)
      .then(
        (result) => answer({ kind: 'answered', answer: result }),
        (error: unknown) => answer(this.outcomeOfError(call.what, error)),
      )
      .catch((error: unknown) => this.broken(`${call.what} broke: ${String(error)}`));
  }

  private outcomeOfError<T>(what: string, error: unknown): CallOutcome<T> {
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    for (const each of errors) {
      if (!(each instanceof Refusal))
        this.broken(`${what} threw ${each instanceof Error ? each.stack : String(each)}`);
    }
    const refusal = errors.find((each) => each instanceof Refusal);
    return refusal === undefined ? NOTHING : { kind: 'refused', refusal };
  }

  private startServer(): Server {
    this.started += 1;
    return new Server(`process ${this.started}`, this.surroundings);
  }
}

function wordsFor(outcome: CallOutcome<unknown>): string {
  return outcome.kind === 'refused'
    ? `receives ${outcome.refusal.code}`
    : `receives ${outcome.kind === 'nothing' ? 'nothing' : 'a response'}`;
}
