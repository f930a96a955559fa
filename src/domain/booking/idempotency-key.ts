import { DAY, SECOND } from '../shared/instant.js';

/** For how long what was answered under an idempotency key is kept; no key is kept for longer. */
export const KEY_KEPT_SECONDS_MAX = DAY / SECOND;
