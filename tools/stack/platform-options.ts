// The options of a stack: those of npm run stack, and more for tests and proofs.
import type { Program } from '../database-program.js';

export interface PlatformOptions {
  /** The port on which nginx listens. */
  readonly port: number;
  /** The number of booking processes. */
  readonly booking: number;
  /** The number of search processes. */
  readonly search: number;
  /** The folder for its data, which stays after it stops. */
  readonly store: string;
  /** Whether it starts with an empty database. */
  readonly fresh?: boolean;
  /** Whether it runs only the database, for commands. */
  readonly databaseOnly?: boolean;
  /** Whether it may install missing packages. */
  readonly install?: boolean;
  /** A folder of real schedules to load first. */
  readonly data?: string;
  /** Replaces the environment of this process and its .env. */
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * Puts a proxy between a process and `port`, and returns the port that the process uses instead, so that a test can
   * break the connection. `number` is 1 for the first process of a role.
   */
  readonly between?: (way: Way, port: number, number: number) => Promise<number>;
  /** Further options of the database program. */
  readonly databaseOptions?: readonly string[];
  /** Further variables of its environment. */
  readonly databaseEnvironment?: NodeJS.ProcessEnv;
  /** The folder of its data, in place of one in `store`. */
  readonly databaseFolder?: string;
  /** The required database; by default the installed one. */
  readonly engine?: 'mariadb' | 'mysql';
}

/** A connection that a proxy can interrupt: from a role to its database, or from role to role. */
export type Way = 'booking-database' | 'search-database' | 'links';

/**
 * Enough connections for the pools of all processes that a stack may have. MariaDB also ends idle transactions after
 * 15 seconds, which releases the locks of a frozen process.
 */
export const SERVER_OPTIONS: Record<Program['kind'], readonly string[]> = {
  mariadb: ['--max-connections=400', '--idle-transaction-timeout=15'],
  mysql: ['--max-connections=400'],
};
