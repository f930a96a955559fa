import type { Moment } from '../../domain/flight/flight.js';
import type { Instant } from '../../domain/shared/instant.js';

/** A moment at an airport, as in every response. */
export interface MomentView {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly local: string;
  readonly timeZone: string;
}

/** RFC 3339 in UTC, to the millisecond. */
export function timestamp(instant: Instant): string {
  return new Date(instant).toISOString();
}

export function momentView({ at, local, timeZone }: Moment): MomentView {
  return { at: timestamp(at), local, timeZone };
}
