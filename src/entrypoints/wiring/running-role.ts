import type { Admission } from '../../adapters/http/admission.js';
import type { Route } from '../../adapters/http/app.js';
import type { Loop } from '../serving/background.js';
import type { RoleStore } from './store.js';

/** A role that is wired and ready to serve. */
export interface RunningRole {
  readonly routes: readonly Route[];
  readonly loops: readonly Loop[];
  readonly store: RoleStore;
  /** Opened once the store is ready. */
  readonly admissions: readonly Admission[];
  /** Ends the event streams, which would otherwise keep the process running. */
  closeStreams(): void;
}
