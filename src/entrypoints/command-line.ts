import { InvalidArgumentError, Option, type Command } from 'commander';
import { Refusal } from '../domain/refusal.js';
import { ConfigError, configFrom, readEnvironment, type Config, type Use } from './config.js';
import { Misuse } from './misuse.js';
import type { DataOptions } from './timetable-source.js';

/** Exit codes of every command: 1 something went wrong, 2 it was asked for in a way that cannot be done. */
export const EXIT = { failed: 1, misused: 2 } as const;

const MOST_DAYS = 366;

/** Runs a command with what it uses of the environment; ends the process with the exit code it answers. */
export async function runCommand(
  command: Command,
  use: Use,
  run: (config: Config) => Promise<number>,
): Promise<never> {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.misused));
  try {
    command.parse();
    const config = configFrom(readEnvironment(), use);
    for (const warning of config.warnings) console.error(warning);
    process.exit(await run(config));
  } catch (error) {
    console.error(wordsOf(error));
    const isMisuse = isMisuseOf(error);
    process.exit(isMisuse ? EXIT.misused : EXIT.failed);
  }
}

function isMisuseOf(error: unknown): boolean {
  return (
    error instanceof ConfigError ||
    error instanceof Misuse ||
    (error instanceof Error && error.name === 'OpenDataError')
  );
}

/** What people are told: the message of what can be expected to go wrong, all there is of the rest. */
function wordsOf(error: unknown): unknown {
  const cause = error instanceof Refusal && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof Error)) return cause;
  if (isMisuseOf(cause) || cause instanceof Refusal) return cause.message;
  const isDriverError = 'errno' in cause && 'code' in cause;
  if (!isDriverError) return cause;
  const advice = /command denied|Access denied for user .* to database/.test(cause.message)
    ? 'This user may not do that: name one in DB_USER and DB_PASSWORD who may.'
    : 'Check DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME.';
  return `The database says: ${cause.message}. ${advice}`;
}

/** Adds the options that choose a part of real schedules. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(new Option('--airlines <codes>', 'only these airlines, by IATA code: BA,AA').argParser(codes))
    .addOption(
      new Option('--airports <codes>', 'only flights between these airports: LHR,JFK').argParser(codes),
    )
    .addOption(
      new Option('--days <n>', 'local days from tomorrow on, 1 to 366')
        .default(7)
        .argParser(wholeNumber(1, MOST_DAYS)),
    );
}

/** What `withDataOptions` found. */
export interface ParsedDataOptions extends DataOptions {
  readonly days: number;
}

function codes(text: string): string[] {
  const found = text.split(',').map((code) => code.trim().toUpperCase());
  if (found.some((code) => !/^[A-Z0-9]{2,3}$/.test(code))) {
    throw new InvalidArgumentError('Give IATA codes with commas between.');
  }
  return found;
}

/** Reads a whole number within bounds, in digits alone. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Whether an address is one of this machine's own: what does harm elsewhere needs a word more there. */
export function isThisMachine({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
