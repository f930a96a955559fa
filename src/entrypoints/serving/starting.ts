import { MINUTE, SECOND } from '../../domain/shared/instant.js';

/** How long after the start of this process the other role may still be starting, so that its failures are expected. */
const OTHER_ROLE_START_MAX = 2 * MINUTE;

/** Whether the other role may still be starting. The relays send later what it misses. */
export function mayStillStart(): boolean {
  return process.uptime() * SECOND < OTHER_ROLE_START_MAX;
}
