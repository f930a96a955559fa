// Identifies processes, so that a later process with the same pid is not mistaken for an earlier one.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A recorded process. */
export interface Known {
  readonly pid: number;
  readonly name: string;
  /** Distinguishes it from a later process with the same pid. */
  readonly identity: string;
}

/** Identifies a process by its start time; null if it has ended. */
export async function identityOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    return await run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // proc_pid_stat(5): state is the third field, the start time in ticks since the boot the 22nd.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' ? null : `${await bootId()} ${rest[18] ?? ''}`;
}

/** Whether a recorded process still runs. */
export async function isProcessThere({ pid, identity }: Known) {
  return (await identityOf(pid)) === identity;
}

/**
 * Whether a recorded process, or any process of the group that it leads, still runs. The system gives no process a pid
 * that a group still has, so a group without its leader is still the recorded one.
 */
export async function isGroupThere({ pid, identity }: Known) {
  const now = await identityOf(pid);
  if (now === null) return identity.startsWith(await bootId()) && hasGroup(pid);
  return now === identity;
}

export function hasGroup(pid: number) {
  try {
    return process.kill(-pid, 0);
  } catch {
    // There is no such group.
    return false;
  }
}

/** The id of the current boot; empty if the system has none. */
async function bootId() {
  return await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}
