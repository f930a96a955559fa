import type { Logger } from 'pino';
import type { Sent } from '../../application/outbox.js';

/** Tells of what the other role refused, which is set apart; answers whether more may wait. */
export function wentOn({ taken, refused }: Sent, batch: number, log: Logger): boolean {
  if (refused.length > 0)
    log.warn({ flights: refused }, 'the other role refuses to be told of these flights');
  return taken + refused.length === batch;
}
