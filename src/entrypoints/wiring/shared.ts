import type { DependencyContainer } from 'tsyringe';
import type { Clock } from '../../application/clock.js';
import type { Pause } from '../../application/pause.js';
import { pause, SystemClock } from '../../adapters/clock/system-clock.js';
import { JsonWebTokens } from '../../adapters/tokens/json-web-tokens.js';
import type { Config } from '../config.js';
import { provide, token } from './container.js';

/** What both roles need. */
export const SHARED = {
  config: token<Config>('Config'),
  clock: token<Clock>('Clock'),
  pause: token<Pause>('Pause'),
  tokens: token<JsonWebTokens>('JsonWebTokens'),
};

export function provideShared(wiring: DependencyContainer, config: Config): void {
  provide(wiring, SHARED.config, () => config);
  provide(wiring, SHARED.clock, () => new SystemClock());
  provide(wiring, SHARED.pause, () => pause);
  provide(wiring, SHARED.tokens, () => new JsonWebTokens(config.jwtSecret, config.jwtSecretPrevious));
}
