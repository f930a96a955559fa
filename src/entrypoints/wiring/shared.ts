import 'reflect-metadata';
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Logger } from 'pino';
import type { Clock } from '../../application/shared/clock.js';
import type { Pause } from '../../application/shared/pause.js';
import type { Stopwatch } from '../../application/shared/stopwatch.js';
import { pause, stopwatch, SystemClock } from '../../adapters/clock/system-clock.js';
import { Metrics } from '../../adapters/metrics/metrics.js';
import { JsonWebTokens } from '../../adapters/tokens/json-web-tokens.js';
import { CallPolicy } from '../../adapters/role-clients/call-policy.js';
import { InternalClient } from '../../adapters/role-clients/internal-client.js';
import type { Config } from '../process/config.js';
import { LOG_LINES } from '../process/log-lines.js';
import { VERSION } from '../process/version.js';
import { mayStillStart } from '../serving/starting.js';

/** A token for one value of type `T`, so that wrong wiring does not compile. */
export function token<T>(name: string): InjectionToken<T> {
  return Symbol(name);
}

/** A new container. Two containers in one process share nothing. */
export function newContainer(): DependencyContainer {
  return container.createChildContainer();
}

/** Registers a factory, which is called once, when the value is first resolved. */
export function provide<T>(
  wiring: DependencyContainer,
  name: InjectionToken<T>,
  make: (wiring: DependencyContainer) => NoInfer<T>,
): void {
  wiring.register(name, { useFactory: instanceCachingFactory(make) });
}

/** Tokens that both roles use. */
export const SHARED = {
  config: token<Config>('Config'),
  log: token<Logger>('Logger'),
  clock: token<Clock>('Clock'),
  pause: token<Pause>('Pause'),
  stopwatch: token<Stopwatch>('Stopwatch'),
  tokens: token<JsonWebTokens>('JsonWebTokens'),
  metrics: token<Metrics>('Metrics'),
  /** Milliseconds to add to the database's time: 0, except in tests that travel in time. */
  databaseTimeShift: token<() => number>('DatabaseTimeShift'),
};

export function provideShared(wiring: DependencyContainer, config: Config, log: Logger): void {
  provide(wiring, SHARED.config, () => config);
  provide(wiring, SHARED.log, () => log);
  provide(wiring, SHARED.clock, () => new SystemClock());
  provide(wiring, SHARED.pause, () => pause);
  provide(wiring, SHARED.stopwatch, () => stopwatch);
  provide(wiring, SHARED.tokens, () => new JsonWebTokens(config.jwtSecret, config.jwtSecretPrevious));
  provide(wiring, SHARED.metrics, () => {
    const metrics = new Metrics({ version: VERSION, role: config.role });
    metrics.watchLog(() => LOG_LINES.dropped);
    return metrics;
  });
  provide(wiring, SHARED.databaseTimeShift, () => () => 0);
}

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
