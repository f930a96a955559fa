import { InvalidArgumentError, Option, type Command } from 'commander';
import { BackupFailed, BackupRejected } from '../../adapters/mysql/backup/backup-error.js';
import { isMissingTable } from '../../adapters/mysql/connection/errors.js';
import { permanentCause } from '../../adapters/mysql/connection/permanent-causes.js';
import type { DatabaseAddress } from '../../adapters/mysql/connection/server.js';
import { Refusal } from '../../domain/shared/refusal.js';
import { ConfigError, configFrom, readEnvironment, type Config, type Use } from '../process/config.js';
import { CommandFailed, Misuse } from './command-errors.js';
import type { DataOptions } from './timetable-source.js';

/** Exit codes of every command: 1 it failed, 2 it was used in an invalid way and changed nothing. */
export const EXIT = { failed: 1, misused: 2 } as const;

const DAYS_MAX = 366;

/** Runs a command with the variables that it uses, and ends the process with the exit code that `run` returns. */
export async function runCommand(
  command: Command,
  use: Use,
  run: (config: Config) => Promise<number>,
): Promise<never> {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.misused));
  let config: Config | null = null;
  try {
    command.parse();
    config = configFrom(readEnvironment(), use);
    for (const warning of config.warnings) console.error(warning);
    process.exit(await run(config));
  } catch (error) {
    console.error(wordsOf(error, config?.database?.address));
    process.exit(isMisuseOf(error) ? EXIT.misused : EXIT.failed);
  }
}

function isMisuseOf(error: unknown): boolean {
  return (
    error instanceof ConfigError ||
    error instanceof Misuse ||
    error instanceof BackupRejected ||
    (error instanceof Error && error.name === 'OpenDataError')
  );
}

function isSentence(error: Error): boolean {
  const isExpected =
    error instanceof CommandFailed || error instanceof BackupFailed || error instanceof Refusal;
  return isExpected || error.name === 'EmptyDataError';
}

/** What to print for an error: the message of an expected one, the whole error otherwise. */
function wordsOf(error: unknown, address: DatabaseAddress | undefined): unknown {
  const cause = error instanceof Refusal && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof Error)) return cause;
  if (isMisuseOf(cause) || isSentence(cause)) return cause.message;
  if (address === undefined || !('errno' in cause && 'code' in cause)) return cause;
  const { host, port } = address;
  const advice = isMissingTable(cause) ? 'npm run migrate makes the tables.' : 'Check DB_HOST and DB_PORT.';
  const why = permanentCause(cause, address) ?? `${cause.message}. ${advice}`;
  return `The database at ${host}:${port} does not serve this command. ${why}`;
}

/** Adds the options that select a part of real schedules. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(new Option('--airlines <codes>', 'only these airlines, by IATA code: BA,AA').argParser(codes))
    .addOption(
      new Option('--airports <codes>', 'only flights between these airports: LHR,JFK').argParser(codes),
    )
    .addOption(
      new Option('--days <n>', 'number of local days from tomorrow, 1 to 366')
        .default(7)
        .argParser(wholeNumber(1, DAYS_MAX)),
    );
}

/** The parsed options of `withDataOptions`. */
export interface ParsedDataOptions extends DataOptions {
  readonly days: number;
}

function codes(text: string): string[] {
  const found = text.split(',').map((code) => code.trim().toUpperCase());
  if (found.some((code) => !/^[A-Z0-9]{2,3}$/.test(code))) {
    throw new InvalidArgumentError('Give IATA codes separated by commas.');
  }
  return found;
}

/** Returns a parser for a whole number from `least` to `most`, written in digits only. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Whether an address is of this machine. Harmful commands require a further option for any other. */
export function isThisMachine({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
