import { KEY_KEPT_SECONDS_MAX } from '../../domain/booking/idempotency-key.js';
import type { KeyRetention } from './ports.js';

const BATCH = 1_000;

/** The clocks of two servers of one cluster may be so far apart, in seconds. */
const TOLERANCE_SECONDS = 60;

/**
 * Forgets idempotency keys whose time is over. None is forgotten early, and none is kept for longer than any may be from
 * now on, whatever becomes of the clock. Safe in every process at once.
 */
export class PurgeExpiredKeys {
  constructor(private readonly keys: KeyRetention) {}

  /** Forgets one batch; answers how many, and whether more may wait. */
  async execute(): Promise<{ readonly forgotten: number; readonly more: boolean }> {
    const forgotten = await this.keys.purgeExpired(BATCH);
    const shortened = await this.keys.shorten(KEY_KEPT_SECONDS_MAX + TOLERANCE_SECONDS, BATCH);
    return { forgotten, more: forgotten === BATCH || shortened === BATCH };
  }
}
