import { Command } from 'commander';
import type { Logger } from 'pino';
import { announce } from './serving/banner.js';
import { EXIT, withDataOptions, type ParsedDataOptions } from './commands/command-line.js';
import { ConfigError, configFrom, readEnvironment, type Config } from './process/config.js';
import { SECOND } from '../domain/shared/instant.js';
import { LOG_LINES } from './process/log-lines.js';
import { createLogger } from './process/logging.js';
import type { StartingTimetable } from './serving/load.js';
import type { Service, Started } from './serving/service.js';
import { startTracing } from './process/tracing.js';
import { openDataSource, seedSource } from './commands/timetable-source.js';
import { VERSION } from './process/version.js';

/** How long a stopping process waits for the last log lines to be written. */
const LAST_LINES_TIMEOUT = SECOND;

interface Options extends ParsedDataOptions {
  /** The folder of real schedules, in place of the seed. */
  readonly data?: string;
}

/** Throws ConfigError for options that have no effect without `--data`, and for any with ROLE=booking. */
function rejectUnusedOptions(config: Config, options: Options): void {
  const named = command.options.map((option) => option.attributeName());
  const given = named.filter((name) => command.getOptionValueSource(name) === 'cli');
  if (config.role === 'booking' && given.length > 0) {
    throw new ConfigError(['ROLE=booking serves no schedules: pass these options to the search role.']);
  }
  if (options.data === undefined && given.length > 0) {
    throw new ConfigError([
      '--airlines, --airports and --days select from --data FOLDER: name the folder, too.',
    ]);
  }
}

const command = withDataOptions(
  new Command('npm start --')
    .description('Starts Holdfast. The environment configures it: see .env.example.')
    .option(
      '--data <folder>',
      "load real schedules from OpenFlights' and OpenTravelData's files, in place of the seed",
    ),
).exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.misused));

async function start(config: Config, options: Options, log: Logger): Promise<Service> {
  const endTracing = config.tracing === undefined ? null : await startTracing(config.tracing, VERSION, log);
  const started = await startRole(config, options, log);
  await announce(config, started, log);
  const { service } = started;
  const stop = async (graceMs?: number) => {
    await service.stop(graceMs);
    await endTracing?.();
  };
  return { ...service, stop };
}

/** Loads and starts the role of this process, and no code of the other role. */
async function startRole(config: Config, options: Options, log: Logger): Promise<Started> {
  switch (config.role) {
    case 'booking':
      return await (await import('./booking.js')).startBooking(config, log);
    case 'search':
      return await (await import('./search.js')).startSearch(config, timetableFrom(config, options), log);
    case 'all':
      return await (await import('./all.js')).startAll(config, timetableFrom(config, options), log);
  }
}

function timetableFrom(config: Config, options: Options): StartingTimetable {
  const { data } = options;
  if (data === undefined) return { open: () => seedSource(config), name: 'the seed', isSeed: true };
  const name = `from ${data}, with invented times and prices`;
  return { open: () => openDataSource(data, options, config), name, isSeed: false };
}

/**
 * Stops the service on SIGTERM or SIGINT; a second signal ends the process at once. SIGTERM drains for `drainSeconds`
 * first, so that a load balancer notices. SIGINT (Ctrl-C) does not.
 */
function endOnSignals(service: Service, drainSeconds: number, log: Logger): void {
  let isStopping = false;
  const end = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(EXIT.failed);
    isStopping = true;
    log.info(`${signal}: stopping once running requests are complete. A second signal stops at once.`);
    service
      .stop(signal === 'SIGTERM' ? drainSeconds * SECOND : 0)
      .then(() => LOG_LINES.drained(LAST_LINES_TIMEOUT))
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function fail(error: unknown): never {
  const { code, port } = error as { code?: string; port?: number };
  if (error instanceof ConfigError) {
    console.error(error.message);
    process.exit(EXIT.misused);
  }
  if (code === 'EADDRINUSE') {
    console.error(
      `Port ${port ?? ''} is taken. Stop the program that listens there, or set PORT to another.`,
    );
    process.exit(EXIT.failed);
  }
  if (error instanceof Error && error.name === 'OpenDataError') {
    console.error(error.message);
    process.exit(EXIT.misused);
  }
  if (error instanceof Error && error.name === 'EmptyDataError') {
    console.error(error.message);
    process.exit(EXIT.failed);
  }
  console.error(error);
  process.exit(EXIT.failed);
}

try {
  const options = command.parse().opts<Options>();
  const config = configFrom(readEnvironment());
  rejectUnusedOptions(config, options);
  const log = await createLogger(config, config.role);
  for (const warning of config.warnings) log.warn(warning);
  endOnSignals(await start(config, options, log), config.drainSeconds, log);
} catch (error) {
  fail(error);
}
