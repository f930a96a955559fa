import type { QueryRunner } from 'typeorm';
import { CommitInDoubt, endsConnection, isConflict } from './errors.js';

/** A connection as the driver gives it: it can be thrown away. */
export interface DriverConnection {
  /** The server's name for it. */
  readonly threadId: number;
  destroy(): void;
}

/** The connection of a runner, which is opened if need be. */
export async function connectionOf(runner: QueryRunner): Promise<DriverConnection> {
  return (await runner.connect()) as DriverConnection;
}

/** The server rolls back what its connection leaves open. */
export async function end(runner: QueryRunner): Promise<void> {
  (await connectionOf(runner)).destroy();
}

/** A conflict says that nothing was committed. After any other error in COMMIT it may have been. */
export async function commit(runner: QueryRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    if (!isConflict(error)) throw new CommitInDoubt('COMMIT failed', { cause: error });
    await rollBack(runner);
    throw error;
  }
}

/** Returns what the work returns; when it throws, rolls back what it began. */
export async function rollingBack<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Without a connection there is nothing to roll back with.
    if (!endsConnection(error)) await rollBack(runner);
    throw error;
  }
}

/** What made it necessary says more than what makes it fail; a connection that cannot is ended, which has the same effect. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => end(runner));
}
