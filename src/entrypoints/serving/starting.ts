import { MINUTE, SECOND } from '../../domain/shared/instant.js';

/** How long the other role may take to start after this process before its silence is worth a line in the log. */
const OTHER_ROLE_START_MAX = 2 * MINUTE;

/** Whether the other role may not have started yet: what is missed meanwhile is made up for. */
export function mayStillStart(): boolean {
  return process.uptime() * SECOND < OTHER_ROLE_START_MAX;
}
