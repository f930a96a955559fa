import type { Admission } from '../../adapters/http/admission.js';
import type { Route } from '../../adapters/http/app.js';
import type { Loop } from '../serving/background.js';
import type { RoleStore } from './store.js';

/** A role, wired and ready to be served. */
export interface RunningRole {
  readonly routes: readonly Route[];
  readonly loops: readonly Loop[];
  readonly store: RoleStore;
  /** Lets its requests in once the store is ready. */
  readonly admissions: readonly Admission[];
  /** Ends what would otherwise keep the process from ending. */
  closeStreams(): void;
}
