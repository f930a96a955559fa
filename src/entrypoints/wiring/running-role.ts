import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Backlog, SentBatch } from '../../application/shared/outbox.js';
import type { Admission } from '../../adapters/http/admission.js';
import type { Route } from '../../adapters/http/app.js';
import type { ReadinessCheck } from '../../adapters/http/process-handlers.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { Loop } from '../serving/background.js';
import { SHARED } from './shared.js';

/** A role that is wired and ready to serve. */
export interface RunningRole {
  readonly routes: readonly Route[];
  readonly loops: readonly Loop[];
  readonly store: RoleStore;
  /** They admit requests once the store is ready. */
  readonly admissions: readonly Admission[];
  /** Ends the event streams, which would otherwise keep the process running. */
  closeStreams(): void;
}

/** The store of a role. */
export interface RoleStore {
  /** Prepares the store for use; throws while it is unavailable. May be called again. */
  prepare(): Promise<void>;
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** Its background loops, which run whether it is prepared or not. */
  readonly loops: readonly Loop[];
  close(): Promise<void>;
}

/** Memory is always ready. */
export const MEMORY_STORE: RoleStore = {
  prepare: async () => undefined,
  readiness: async () => [],
  loops: [],
  close: async () => undefined,
};

/** How often the backlog is measured. */
const METRICS_INTERVAL = 5 * SECOND;

/** Logs the keys that the other role rejected; returns whether more may be due. */
export function hasMore({ sent, rejected }: SentBatch, batch: number, log: Logger): boolean {
  if (rejected.length > 0)
    log.warn({ keys: rejected }, 'the other role rejected these; they are retried later');
  return sent + rejected.length === batch;
}

/** A loop that updates the metrics of an outbox's backlog. */
export function outboxMetrics(
  wiring: DependencyContainer,
  of: string,
  outbox: { backlog(): Promise<Backlog> },
): Loop {
  const metrics = wiring.resolve(SHARED.metrics);
  const run = async () => {
    metrics.outbox(of, await outbox.backlog());
    return false;
  };
  return { name: `measure the outbox of ${of}`, interval: METRICS_INTERVAL, run };
}
