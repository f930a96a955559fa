import type { DependencyContainer } from 'tsyringe';
import { CallPolicy } from '../../adapters/role-clients/call-policy.js';
import { InternalClient } from '../../adapters/role-clients/internal-client.js';
import { mayStillStart } from '../serving/starting.js';
import { SHARED } from './shared.js';

/** The way to the other role, which shows in the figures and, when it is closed or open again, in the log. */
export function linkTo(role: string, url: string, wiring: DependencyContainer): InternalClient {
  const [metrics, log] = [wiring.resolve(SHARED.metrics), wiring.resolve(SHARED.log)];
  metrics.breaker(role, false);
  let hasAnswered = false;
  let isLogged = false;
  const policy = new CallPolicy({
    called: (outcome) => {
      metrics.called(role, outcome);
      if (outcome === 'answered') hasAnswered = true;
    },
    breaker: (isOpen) => {
      metrics.breaker(role, isOpen);
      if (!isOpen) {
        if (isLogged) log.info(`${role} answers again`);
        isLogged = false;
      } else if (hasAnswered || !mayStillStart()) {
        isLogged = true;
        log.warn(`${role} does not answer, and is not asked for a second`);
      }
    },
  });
  return new InternalClient(url, wiring.resolve(SHARED.tokens), policy);
}
