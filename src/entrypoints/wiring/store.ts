import type { ReadinessCheck } from '../../adapters/http/process-handlers.js';

/** Where a role keeps what it has. */
export interface RoleStore {
  /** Makes it ready for use; throws while that cannot be done. Doing it again does no harm. */
  prepare(): Promise<void>;
  readiness(): Promise<readonly ReadinessCheck[]>;
  close(): Promise<void>;
}

/** Memory is always ready. */
export const MEMORY_STORE: RoleStore = {
  prepare: async () => undefined,
  readiness: async () => [],
  close: async () => undefined,
};
