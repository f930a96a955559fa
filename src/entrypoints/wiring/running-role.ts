import type { Route } from '../../adapters/http/app.js';
import type { ReadinessCheck } from '../../adapters/http/process-handlers.js';
import type { Loop } from '../background.js';

/** A role, wired and ready to be served. */
export interface RunningRole {
  readonly routes: readonly Route[];
  readonly loops: readonly Loop[];
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** Ends what would otherwise keep the process from ending. */
  closeStreams(): void;
}
