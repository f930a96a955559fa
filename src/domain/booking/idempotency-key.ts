import { DAY, SECOND } from '../shared/instant.js';

/** The longest time that an idempotency key and its response are kept, in seconds. */
export const KEY_KEPT_SECONDS_MAX = DAY / SECOND;
