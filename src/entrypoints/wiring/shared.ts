import type { Logger } from 'pino';
import type { DependencyContainer } from 'tsyringe';
import type { Clock } from '../../application/shared/clock.js';
import type { Pause } from '../../application/shared/pause.js';
import type { Stopwatch } from '../../application/shared/stopwatch.js';
import { pause, stopwatch, SystemClock } from '../../adapters/clock/system-clock.js';
import { Metrics } from '../../adapters/metrics/metrics.js';
import { JsonWebTokens } from '../../adapters/tokens/json-web-tokens.js';
import type { Config } from '../process/config.js';
import { LOG_LINES } from '../process/log-lines.js';
import { VERSION } from '../process/version.js';
import { provide, token } from './container.js';

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
