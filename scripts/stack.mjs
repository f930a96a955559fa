// npm run stack: all of Holdfast on one machine, as it is run for real, without Docker.
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ROOT } from './build.mjs';
import { Platform } from './stack/platform.mjs';
import { Misuse } from './stack/store.mjs';

const command = new Command('npm run stack --')
  .description(
    'Runs Holdfast on this machine with its own database server, replicas of both roles, and nginx in front.',
  )
  .option('--port <port>', 'where nginx listens on this machine', number(1, 65_535), 8080)
  .option('--booking <n>', 'how many booking processes', number(1, 16), 2)
  .option('--search <n>', 'how many search processes', number(1, 16), 2)
  .option('--data <folder>', 'load real schedules first, as npm run import does')
  .option('--fresh', 'begin with an empty database')
  .option('--store <folder>', 'where it keeps its data', join(ROOT, '.holdfast', 'stack'))
  .option('--install', "install what is missing from the distribution's packages (Debian, Ubuntu; as root)")
  .addHelpText(
    'after',
    '\nCtrl-C ends all of it; what it stored stays. SIGHUP restarts the processes one by one.' +
      '\nExit codes: 0 ended as asked, 1 failed, 2 asked for in a way that cannot be done.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

/** @type {import('./stack/platform.mjs').PlatformOptions} */
const options = command.parse().opts();

const state = { hasStarted: false, isEnding: false };

const platform = new Platform(options, (line) => console.log(line));

endOnSignals();
endWithoutReaders();
rollOnHangup();
try {
  await platform.start();
  state.hasStarted = true;
  console.log(
    [
      '',
      `Holdfast runs: ${options.booking} booking and ${options.search} search processes behind nginx`,
      '',
      `  API      ${platform.url}`,
      `  Docs     ${platform.url}/docs`,
      `  Store    ${options.store} (kept; --fresh begins anew)`,
      `  Try      curl '${platform.url}/airports?q=lond'`,
      `  Manage   ENV_FILE='${platform.envFile('booking')}' npm run user -- --admin you@example.org`,
      '',
      `Ctrl-C ends it. kill -HUP ${process.pid} restarts one process after another.`,
      '',
    ].join('\n'),
  );
} catch (error) {
  // Whoever was told to end while it started has been ended by now, in order.
  if (!state.isEnding) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof Misuse ? 2 : 1);
  }
}

function endOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, end);
}

function end() {
  if (state.isEnding) process.exit(1);
  state.isEnding = true;
  console.log('Ending. Once more ends at once.');
  platform.stop().then(
    () => process.exit(0),
    (/** @type {unknown} */ error) => {
      console.error(error);
      process.exit(1);
    },
  );
}

/** Whoever read the lines is gone, be it a closed pipe or a terminal: all of it ends in order, in silence. */
function endWithoutReaders() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      if (!state.isEnding) end();
    });
  }
}

/** A hangup restarts the processes, unless it is the terminal that is gone. */
function rollOnHangup() {
  const hadTerminal = hasTerminal();
  process.on('SIGHUP', () => {
    if (hadTerminal && !hasTerminal()) {
      end();
      return;
    }
    if (!state.hasStarted) return;
    platform.roll().then(
      () => console.log('All processes have been restarted.'),
      (/** @type {unknown} */ error) => console.error(error),
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

/**
 * @param {number} least
 * @param {number} most
 */
function number(least, most) {
  return (/** @type {string} */ text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
