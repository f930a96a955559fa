import type { Instant } from '../../domain/shared/instant.js';

/** The time of this process. Where a store has its own clock, that one decides. */
export interface Clock {
  now(): Instant;
}
