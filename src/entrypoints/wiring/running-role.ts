import type { Route } from '../../adapters/http/app.js';
import type { Loop } from '../background.js';
import type { RoleStore } from './store.js';

/** A role, wired and ready to be served. */
export interface RunningRole {
  readonly routes: readonly Route[];
  readonly loops: readonly Loop[];
  readonly store: RoleStore;
  /** Ends what would otherwise keep the process from ending. */
  closeStreams(): void;
}
