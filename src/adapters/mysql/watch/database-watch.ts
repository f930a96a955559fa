import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../../domain/shared/instant.js';
import type { DatabaseState } from './database-state.js';
import { nameOfError, serverErrorOf } from '../connection/errors.js';

/** The age from which a state is refreshed. */
const AGE_MS_MAX = SECOND;

/** How long readers wait for an inspection. Beyond it the database counts as unavailable. */
const INSPECTION_MS_MAX = 2 * SECOND;

/** How long a failed request is reported as a warning. */
const FAILURE_REPORTED_MS = MINUTE;

const SILENT: DatabaseState = {
  problems: ['The database does not respond.'],
  isPermanent: false,
  warnings: [],
  clockOffset: null,
};

/**
 * The state of a role's database. A state that is older than a second is refreshed; concurrent readers share one
 * inspection. Ages are measured by the monotonic clock.
 */
export class DatabaseWatch {
  private latest = SILENT;
  private latestAt = -Infinity;
  private inspection: Promise<void> | null = null;
  private unprepared: string | null = null;
  private failure: { readonly name: string; readonly at: number } | null = null;

  /** Calls `changed` with the state after each inspection. */
  constructor(
    private readonly inspect: () => Promise<DatabaseState>,
    private readonly changed: (state: DatabaseState) => void = () => undefined,
  ) {}

  /** The latest state. */
  async state(): Promise<DatabaseState> {
    if (this.age >= AGE_MS_MAX) this.inspection ??= this.refresh();
    if (this.inspection !== null)
      await Promise.race([this.inspection, sleep(INSPECTION_MS_MAX, undefined, { ref: false })]);
    return this.withUnprepared(this.age < AGE_MS_MAX + INSPECTION_MS_MAX ? this.withFailure() : SILENT);
  }

  /** Receives every error of work in the database. A server error other than a conflict makes the next read refresh. */
  failed(error: unknown): void {
    const kind = serverErrorOf(error)?.kind;
    if (kind === undefined || kind === 'conflict') return;
    this.latestAt = Math.min(this.latestAt, performance.now() - AGE_MS_MAX);
    if (kind === 'cannot-write' || kind === 'misconfigured')
      this.failure = { name: nameOfError(error), at: performance.now() };
  }

  /** Sets why the database could not be prepared; null once it is, and for a transient cause. */
  notPrepared(cause: string | null): void {
    if (cause === this.unprepared) return;
    this.unprepared = cause;
    if (this.latestAt > -Infinity) this.changed(this.withUnprepared(this.latest));
  }

  /** Waits until no inspection is under way. */
  async idle(): Promise<void> {
    await this.inspection;
  }

  private get age(): number {
    return performance.now() - this.latestAt;
  }

  /** `inspect` never throws. */
  private async refresh(): Promise<void> {
    const begun = performance.now();
    const state = await this.inspect();
    this.latest = state;
    this.latestAt = begun;
    this.inspection = null;
    this.changed(this.withUnprepared(state));
  }

  private withUnprepared(state: DatabaseState): DatabaseState {
    const { unprepared: cause } = this;
    if (cause === null) return state;
    return { ...state, problems: [...new Set([cause, ...state.problems])], isPermanent: true };
  }

  private withFailure(): DatabaseState {
    const { latest, failure } = this;
    const age = failure === null ? Infinity : performance.now() - failure.at;
    if (failure === null || age > FAILURE_REPORTED_MS) return latest;
    const seconds = Math.round(age / SECOND);
    return {
      ...latest,
      warnings: [...latest.warnings, `A request failed ${seconds} s ago: ${failure.name}.`],
    };
  }
}
