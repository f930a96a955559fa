// npm run stack, a development tool: all of Holdfast on one machine, as it is run for real, without Docker.
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ROOT } from './project.js';
import { printer } from './stack/lines.js';
import type { PlatformOptions } from './stack/platform-options.js';
import { Platform } from './stack/platform.js';
import { Misuse } from './stack/store.js';

/** A Ctrl-C comes from the terminal, and once more from npm, which passes it on: so soon after, in milliseconds, it is the same. */
const ONE_PRESS = 500;

/** How long the last lines may wait for their reader, in milliseconds. */
const LAST_LINES = 1_000;

const command = new Command('npm run stack --')
  .description(
    'A development tool: runs Holdfast on this machine with its own database server, replicas of both roles, and nginx in front.',
  )
  .option('--port <port>', 'where nginx listens on this machine', number(1, 65_535), 8080)
  .option('--booking <n>', 'how many booking processes', number(1, 16), 2)
  .option('--search <n>', 'how many search processes', number(1, 16), 2)
  .option('--data <folder>', 'load real schedules first, as npm run import does')
  .option('--fresh', 'begin with an empty database')
  .option('--database-only', 'run the database server alone, for npm run restore and other commands')
  .option('--store <folder>', 'where it keeps its data', join(ROOT, '.holdfast', 'stack'))
  .option('--install', "install what is missing from the distribution's packages (Debian, Ubuntu; as root)")
  .addHelpText(
    'after',
    '\nCtrl-C ends all of it; what it stored stays. SIGHUP restarts the processes one by one.' +
      '\nExit codes: 0 ended as asked, 1 failed, 2 asked for in a way that cannot be done.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const options: PlatformOptions = command.parse().opts();

const state = { hasStarted: false, isEnding: false, endedAt: 0 };

const printError = printer(process.stderr, () => undefined);
const print = printer(process.stdout, linesNotTaken);
const platform = new Platform(options, print);

endOnSignals();
endOnUnknownErrors();
rollOnHangup();
try {
  await platform.start();
  state.hasStarted = true;
  print(announcement());
} catch (error) {
  // What was told to end while it started has been ended by now, in order.
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
      `  Store    ${store} (kept; --fresh begins anew)`,
      `  Restore  ${manage} restore -- --help`,
      '',
      'Ctrl-C ends it.',
      '',
    ].join('\n');
  }
  return [
    '',
    `Holdfast runs: ${booking} booking and ${search} search processes behind nginx`,
    '',
    `  API      ${platform.url}`,
    `  Docs     ${platform.url}/docs`,
    `  Store    ${store} (kept; --fresh begins anew)`,
    `  Try      curl '${platform.url}/airports?q=lond'`,
    `  Manage   ${manage} user -- --admin you@example.org`,
    '',
    `Ctrl-C ends it. kill -HUP ${process.pid} restarts one process after another.`,
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

/** An error that no part of it expected ends all of it in order, and leaves nothing running. */
function endOnUnknownErrors() {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      printError(wordsOf(error));
      if (!state.isEnding) end(1);
    });
  }
}

/** @param code how this process ends when all the others have */
function end(code: number) {
  state.isEnding = true;
  state.endedAt = performance.now();
  print('Ending. Once more ends at once.');
  platform.stop().then(
    () => exit(code),
    (error: unknown) => {
      printError(wordsOf(error));
      return exit(1);
    },
  );
}

async function exit(code: number) {
  const taken = Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
  );
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, LAST_LINES))]);
  process.exit(code);
}

/**
 * Lines that are not taken end nothing, be it that their reader is gone or that a disk is full; a terminal that is gone ends
 * all of it in order.
 */
function linesNotTaken({ code, message }: NodeJS.ErrnoException) {
  if (code === 'EIO' && !state.isEnding) end(0);
  else printError(`Lines cannot be written (${code ?? message}). The stack goes on without them.`);
}

function wordsOf(error: unknown) {
  // A programming mistake is told with where it happened.
  if (error instanceof TypeError || error instanceof ReferenceError) return error.stack ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

/** A hangup restarts the processes, unless it is the terminal that is gone. */
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
    // No terminal to open: that is the answer.
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
