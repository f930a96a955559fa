import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../../domain/shared/instant.js';
import type { DatabaseState } from './database-state.js';
import { nameOfError, serverErrorOf } from '../connection/errors.js';

/** How old a state may be before the database is looked at again. */
const AGE_MS_MAX = SECOND;

/** How long readers wait for an inspection. Beyond it the database counts as unavailable. */
const INSPECTION_MS_MAX = 2 * SECOND;

/** For how long it is told that the database could not store something. */
const REMEMBERED_MS = MINUTE;

const SILENT: DatabaseState = {
  problems: ['The database does not respond.'],
  isPermanent: false,
  warnings: [],
  clockOffset: null,
};

/**
 * What a role's database is like, at most a second ago, however many ask: they share one inspection. It
 * is measured by the monotonic clock.
 */
export class DatabaseWatch {
  private latest = SILENT;
  private latestAt = -Infinity;
  private inspection: Promise<void> | null = null;
  private unprepared: string | null = null;
  private trouble: { readonly name: string; readonly at: number } | null = null;

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
    return this.withUnprepared(this.age < AGE_MS_MAX + INSPECTION_MS_MAX ? this.withTrouble() : SILENT);
  }

  /** Is told of every error that work in the database ended with: after one of the server's it is looked at afresh. */
  failed(error: unknown): void {
    const kind = serverErrorOf(error)?.kind;
    if (kind === undefined || kind === 'conflict') return;
    this.latestAt = Math.min(this.latestAt, performance.now() - AGE_MS_MAX);
    if (kind === 'cannot-write' || kind === 'misconfigured')
      this.trouble = { name: nameOfError(error), at: performance.now() };
  }

  /** Keeps why the database could not be prepared; null once it is, and for a transient cause. */
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

  private withTrouble(): DatabaseState {
    const { latest, trouble } = this;
    const ago = trouble === null ? Infinity : performance.now() - trouble.at;
    if (trouble === null || ago > REMEMBERED_MS) return latest;
    const seconds = Math.round(ago / SECOND);
    return {
      ...latest,
      warnings: [...latest.warnings, `A request failed ${seconds} s ago: ${trouble.name}.`],
    };
  }
}
