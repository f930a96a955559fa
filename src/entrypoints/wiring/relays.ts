import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Backlog, Sent } from '../../application/shared/outbox.js';
import { SECOND } from '../../domain/shared/instant.js';
import type { Loop } from '../serving/background.js';
import { SHARED } from './shared.js';

/** How often to look at what waits. */
const FIGURES_INTERVAL = 5 * SECOND;

/** Tells of what the other role refused, which is set apart; answers whether more may wait. */
export function wentOn({ taken, refused }: Sent, batch: number, log: Logger): boolean {
  if (refused.length > 0)
    log.warn({ flights: refused }, 'the other role refuses to be told of these flights');
  return taken + refused.length === batch;
}

/** Shows in the figures what an outbox has still to tell. */
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
  return { name: `measure the outbox of ${of}`, interval: FIGURES_INTERVAL, run };
}
