import type { Instant } from '../../domain/shared/instant.js';

/** What time it is here. Where a store has a time of its own, that one rules. */
export interface Clock {
  now(): Instant;
}
