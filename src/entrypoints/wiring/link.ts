import type { DependencyContainer } from 'tsyringe';
import { CallPolicy } from '../../adapters/role-clients/call-policy.js';
import { InternalClient } from '../../adapters/role-clients/internal-client.js';
import { mayStillStart } from '../serving/starting.js';
import { SHARED } from './shared.js';

/** The client of the other role. Metrics count its calls and show the state of its circuit breaker; the log has the changes of that state. */
export function linkTo(role: string, url: string, wiring: DependencyContainer): InternalClient {
  const [metrics, log] = [wiring.resolve(SHARED.metrics), wiring.resolve(SHARED.log)];
  metrics.breaker(role, false);
  let hasResponded = false;
  let isLogged = false;
  const policy = new CallPolicy({
    called: (outcome) => {
      metrics.called(role, outcome);
      if (outcome === 'answered') hasResponded = true;
    },
    breaker: (isOpen) => {
      metrics.breaker(role, isOpen);
      if (!isOpen) {
        if (isLogged) log.info(`${role} responds again`);
        isLogged = false;
      } else if (hasResponded || !mayStillStart()) {
        isLogged = true;
        log.warn(`${role} does not respond; calls to it are suspended for a second`);
      }
    },
  });
  return new InternalClient(url, wiring.resolve(SHARED.tokens), policy);
}
