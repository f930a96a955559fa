import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Each call for random bytes enters the system's generator, whose cost hardly depends on their number. */
const POOL_BYTES = 4_096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes for identifiers, drawn in bulk, at most 4,096. Secrets are drawn one by one instead: they leave no copy in memory. */
export function bytesForIds(count: number): Uint8Array {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** A new UUID of version 7 (RFC 9562), which begins with the time in milliseconds. */
export function newUuid(): string {
  return v7({ random: bytesForIds(16) });
}
