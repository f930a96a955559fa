// How a stack may differ from the one that npm run stack runs.
import type { Program } from '../database-program.js';

export interface PlatformOptions {
  /** Where nginx listens on this machine. */
  readonly port: number;
  /** How many processes. */
  readonly booking: number;
  /** How many processes. */
  readonly search: number;
  /** The folder for its data, which is kept. */
  readonly store: string;
  /** Whether it begins with an empty database. */
  readonly fresh?: boolean;
  /** Whether it runs the database alone, for commands to work on. */
  readonly databaseOnly?: boolean;
  /** Whether it may install what is missing. */
  readonly install?: boolean;
  /** A folder of real schedules to load first. */
  readonly data?: string;
  /** Instead of what this process and its .env have. */
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * Stands on the way of a process and returns the port that the process is given instead, so that what passes can be
   * broken; its number is 1 for the first of its role.
   */
  readonly between?: (way: Way, port: number, number: number) => Promise<number>;
  /** More of what the database's program is told. */
  readonly databaseOptions?: readonly string[];
  /** More of its environment. */
  readonly databaseEnvironment?: NodeJS.ProcessEnv;
  /** Where it stores its data, instead of a folder in `store`. */
  readonly databaseFolder?: string;
  /** Which of the two it must be; left out, whichever is there. */
  readonly engine?: 'mariadb' | 'mysql';
}

/** From a role to its database, and from role to role. */
export type Way = 'booking-database' | 'search-database' | 'links';

/**
 * Enough connections for the pools of as many processes as a stack may have; and MariaDB itself ends what a frozen
 * process has left open, so that its locks go.
 */
export const SERVER_OPTIONS: Record<Program['kind'], readonly string[]> = {
  mariadb: ['--max-connections=400', '--idle-transaction-timeout=15'],
  mysql: ['--max-connections=400'],
};
