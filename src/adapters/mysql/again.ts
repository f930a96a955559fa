import { setTimeout as sleep } from 'node:timers/promises';
import { CommitInDoubt, endsConnection, isConflict, serverErrorOf } from './errors.js';

/** How often work that met others is tried. */
const CONFLICTS_MAX = 5;

/** How often, and how far apart, work is tried while its connections break, or answer like a wrong server's. */
const BREAKS_MAX = 2;
const BREAK_PAUSE_MS = 100;

/** The same when a commit is in doubt and the work finds out what became of it. */
const DOUBTS_MAX = 6;
const DOUBT_PAUSE_MS = 400;

interface Harmless {
  /** The work may be done again though it was done: it leaves nothing else behind, and says the same. */
  readonly whenDone?: boolean;
}

/**
 * Does work that is a transaction, or one statement, again when it lost against others at the same rows, at once, or its
 * connection, after a moment. Throws the last error when that does not help; CommitInDoubt, which stays true until the
 * work has run to its end, unless the work is harmless when it was done.
 */
export async function again<T>(work: () => Promise<T>, { whenDone = false }: Harmless = {}): Promise<T> {
  let [conflicts, breaks] = [0, 0];
  let doubt: CommitInDoubt | null = null;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CommitInDoubt) doubt = error;
      if (isConflict(error)) {
        if ((conflicts += 1) < CONFLICTS_MAX) continue;
      } else if (doubt === null ? endsConnection(error) : whenDone && isOfServer(error)) {
        if ((breaks += 1) < (doubt === null ? BREAKS_MAX : DOUBTS_MAX)) {
          await sleep(doubt === null ? BREAK_PAUSE_MS : DOUBT_PAUSE_MS);
          continue;
        }
      }
      throw doubt !== null && isOfServer(error) ? doubt : error;
    }
  }
}

function isOfServer(error: unknown): boolean {
  return error instanceof CommitInDoubt || serverErrorOf(error) !== null;
}
