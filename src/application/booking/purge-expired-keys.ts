import { KEY_KEPT_SECONDS_MAX } from '../../domain/booking/idempotency-key.js';
import type { KeyRetention } from './ports.js';

const BATCH = 1_000;

/** The largest difference between the clocks of two servers of one cluster, in seconds. */
const TOLERANCE_SECONDS = 60;

/**
 * Purges expired idempotency keys, none of them early. If the clock is set back, no key is kept for longer than
 * KEY_KEPT_SECONDS_MAX and the tolerance from now. Safe in every process at once.
 */
export class PurgeExpiredKeys {
  constructor(private readonly keys: KeyRetention) {}

  /** Purges one batch; returns how many keys it deleted, and whether more may have expired. */
  async execute(): Promise<{ readonly purged: number; readonly more: boolean }> {
    const purged = await this.keys.purgeExpired(BATCH);
    const shortened = await this.keys.shorten(KEY_KEPT_SECONDS_MAX + TOLERANCE_SECONDS, BATCH);
    return { purged, more: purged === BATCH || shortened === BATCH };
  }
}
