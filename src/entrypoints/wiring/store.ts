import type { ReadinessCheck } from '../../adapters/http/process-handlers.js';
import type { Loop } from '../serving/background.js';

/** The store of a role. */
export interface RoleStore {
  /** Prepares the store for use; throws while it is unavailable. May be called again. */
  prepare(): Promise<void>;
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** Its background loops, which run whether it is prepared or not. */
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
