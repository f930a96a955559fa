import type { ReadinessCheck } from '../../adapters/http/process-handlers.js';
import type { Loop } from '../serving/background.js';

/** Where a role keeps what it has. */
export interface RoleStore {
  /** Makes it ready for use; throws while that cannot be done. Doing it again does no harm. */
  prepare(): Promise<void>;
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** What it does by itself from the start on, prepared or not. */
  readonly loops: readonly Loop[];
  close(): Promise<void>;
}

/** Memory is always ready. */
export const MEMORY_STORE: RoleStore = {
  prepare: async () => undefined,
  readiness: async () => [],
  loops: [],
  close: async () => undefined,
};
