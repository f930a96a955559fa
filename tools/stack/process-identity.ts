// Tells a process from a later one with the same number, and whether it, or its group, is still there.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process, as it was written down. */
export interface Known {
  readonly pid: number;
  readonly name: string;
  /** Tells it from a later process with the same number. */
  readonly identity: string;
}

/** When it started; null if it is gone. */
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

/** Whether a process that was written down is there. */
export async function isProcessThere({ pid, identity }: Known) {
  return (await identityOf(pid)) === identity;
}

/**
 * Whether a process that was written down, or any of the group that it leads, is there. The system gives no process a
 * number that a group still has: a group whose leader is gone is still the one that was written down.
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
    // No such group: that is the answer.
    return false;
  }
}

/** Tells one start of the machine from another, where the system has a name for it. */
async function bootId() {
  return await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}
