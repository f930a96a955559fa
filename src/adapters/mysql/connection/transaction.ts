import type { QueryRunner } from 'typeorm';
import { CommitInDoubt, endsConnection, isConflict } from './errors.js';

/** The driver's connection. */
export interface DriverConnection {
  /** The server's id of it. */
  readonly threadId: number;
  destroy(): void;
  /** The same connection with functions that return promises. */
  promise(): object;
}

/** Returns the connection of a runner; opens it if necessary. */
export async function connectionOf(runner: QueryRunner): Promise<DriverConnection> {
  return (await runner.connect()) as DriverConnection;
}

/** Makes the driver build `promise()` once: TypeORM calls it for every statement, and each call resolves a module. */
export function keepPromised(connection: DriverConnection): void {
  const promised = connection.promise();
  connection.promise = () => promised;
}

/** Closes the connection, so that the server rolls back its transaction. */
export async function end(runner: QueryRunner): Promise<void> {
  (await connectionOf(runner)).destroy();
}

/** Rethrows a conflict: nothing was committed. After any other error throws CommitInDoubt. */
export async function commit(runner: QueryRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    if (!isConflict(error)) throw new CommitInDoubt('COMMIT failed', { cause: error });
    await rollBack(runner);
    throw error;
  }
}

/** Returns the result of the work; rolls back the transaction when it throws. */
export async function rollingBack<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Without a connection no rollback can be sent.
    if (!endsConnection(error)) await rollBack(runner);
    throw error;
  }
}

/** Hides an error of the rollback, so that its cause is thrown: closing the connection has the same effect. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => end(runner));
}
