// npm run stack, a development tool: runs the whole platform on one machine, without Docker.
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ROOT } from './project.js';
import { printer } from './stack/lines.js';
import type { PlatformOptions } from './stack/platform-options.js';
import { Platform } from './stack/platform.js';
import { Misuse } from './stack/store.js';

/**
 * A Ctrl-C arrives from the terminal and again from npm. A second signal within this many milliseconds is the same key
 * press.
 */
const ONE_PRESS = 500;

/** How long to wait for the last lines to be written, in milliseconds. */
const LAST_LINES = 1_000;

const command = new Command('npm run stack --')
  .description(
    'A development tool: runs Holdfast on this machine with its own database server, replicas of both roles, and nginx in front.',
  )
  .option('--port <port>', 'the port on which nginx listens on this machine', number(1, 65_535), 8080)
  .option('--booking <n>', 'the number of booking processes', number(1, 16), 2)
  .option('--search <n>', 'the number of search processes', number(1, 16), 2)
  .option('--data <folder>', 'load real schedules first, as npm run import does')
  .option('--fresh', 'start with an empty database')
  .option('--database-only', 'run only the database server, for npm run restore and other commands')
  .option('--store <folder>', 'the folder for its data', join(ROOT, '.holdfast', 'stack'))
  .option('--install', 'install missing packages of the distribution (Debian, Ubuntu; as root)')
  .addHelpText(
    'after',
    '\nCtrl-C stops it and keeps its data. SIGHUP restarts the processes one by one.' +
      '\nExit codes: 0 stopped by a signal, 1 failed, 2 invalid use.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const options: PlatformOptions = command.parse().opts();

const state = { hasStarted: false, isEnding: false, endedAt: 0 };

const printError = printer(process.stderr, () => undefined);
const print = printer(process.stdout, onWriteFailure);
const platform = new Platform(options, print);

endOnSignals();
endOnUnknownErrors();
rollOnHangup();
try {
  await platform.start();
  state.hasStarted = true;
  print(announcement());
} catch (error) {
  // After a signal during the start, end() reports and exits.
  if (!state.isEnding) {
    printError(wordsOf(error));
    await exit(error instanceof Misuse ? 2 : 1);
  }
}

function announcement() {
  const { booking, search, store, databaseOnly } = options;
  const manage = `ENV_FILE='${platform.envFile('booking')}' npm run`;
  if (databaseOnly === true) {
    return [
      '',
      'The database runs alone. Holdfast does not serve.',
      '',
      `  Store    ${store} (kept; --fresh starts with an empty one)`,
      `  Restore  ${manage} restore -- --help`,
      '',
      'Ctrl-C stops it.',
      '',
    ].join('\n');
  }
  return [
    '',
    `Holdfast runs: ${booking} booking and ${search} search processes behind nginx`,
    '',
    `  API      ${platform.url}`,
    `  Docs     ${platform.url}/docs`,
    `  Store    ${store} (kept; --fresh starts with an empty one)`,
    `  Try      curl '${platform.url}/airports?q=lond'`,
    `  Manage   ${manage} user -- --admin you@example.org`,
    '',
    `Ctrl-C stops it. kill -HUP ${process.pid} restarts one process after another.`,
    '',
  ].join('\n');
}

function endOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!state.isEnding) end(0);
      else if (performance.now() > state.endedAt + ONE_PRESS) process.exit(1);
    });
  }
}

/** Stops all processes in order after an unexpected error. */
function endOnUnknownErrors() {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      printError(wordsOf(error));
      if (!state.isEnding) end(1);
    });
  }
}

/** @param code the exit code of this process once all others have ended */
function end(code: number) {
  state.isEnding = true;
  state.endedAt = performance.now();
  print('Stopping. A second signal stops at once.');
  platform.stop().then(
    () => exit(code),
    (error: unknown) => {
      printError(wordsOf(error));
      return exit(1);
    },
  );
}

async function exit(code: number) {
  const written = Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
  );
  await Promise.race([written, new Promise((resolve) => setTimeout(resolve, LAST_LINES))]);
  process.exit(code);
}

/**
 * Handles a failed write. The stack continues if its reader is gone or the disk is full, and stops in order if the
 * terminal is gone.
 */
function onWriteFailure({ code, message }: NodeJS.ErrnoException) {
  if (code === 'EIO' && !state.isEnding) end(0);
  else printError(`Lines cannot be written (${code ?? message}). The stack goes on without them.`);
}

function wordsOf(error: unknown) {
  // A programming error is printed with its stack.
  if (error instanceof TypeError || error instanceof ReferenceError) return error.stack ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

/** Restarts the processes on SIGHUP; if the terminal is gone, stops instead. */
function rollOnHangup() {
  const hadTerminal = hasTerminal();
  process.on('SIGHUP', () => {
    if (hadTerminal && !hasTerminal()) {
      if (!state.isEnding) end(0);
      return;
    }
    if (!state.hasStarted || options.databaseOnly === true) return;
    platform.roll().then(
      () => print('All processes have been restarted.'),
      (error: unknown) => printError(wordsOf(error)),
    );
  });
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    // There is no terminal to open.
    return false;
  }
}

function number(least: number, most: number) {
  return (text: string) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
