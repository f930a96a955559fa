import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Backlog, SentBatch } from '../../application/shared/outbox.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { Loop } from '../serving/background.js';
import { SHARED } from './shared.js';

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
