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

/** How long the last lines of the log may wait for their reader when the process ends. */
const LAST_LINES_TIMEOUT = SECOND;

interface Options extends ParsedDataOptions {
  /** Folder of real schedules, in place of the seed. */
  readonly data?: string;
}

/** Options that choose a part of real schedules say nothing without them. */
function rejectUnusedOptions(config: Config, options: Options): void {
  const named = command.options.map((option) => option.attributeName());
  const given = named.filter((name) => command.getOptionValueSource(name) === 'cli');
  if (config.role === 'booking' && given.length > 0) {
    throw new ConfigError(['ROLE=booking serves no schedules: give these options to the search role.']);
  }
  if (options.data === undefined && given.length > 0) {
    throw new ConfigError([
      '--airlines, --airports and --days choose from --data FOLDER: name the folder, too.',
    ]);
  }
}

const command = withDataOptions(
  new Command('npm start --')
    .description('Starts Holdfast. What it is, is read from the environment: see .env.example.')
    .option(
      '--data <folder>',
      "real schedules from OpenFlights' and OpenTravelData's files, in place of the seed",
    ),
).exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.misused));

async function start(config: Config, options: Options, log: Logger): Promise<Service> {
  const endTracing = config.tracing === undefined ? null : await startTracing(config.tracing, VERSION, log);
  const started = await startRole(config, options, log);
  await announce(config, started, log);
  const { service } = started;
  const stop = async (grace?: number) => {
    await service.stop(grace);
    await endTracing?.();
  };
  return { ...service, stop };
}

/** Loads the one role that this process is, and nothing of the other. */
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
  const name = `from ${data}, times and prices made up`;
  return { open: () => openDataSource(data, options, config), name, isSeed: false };
}

/**
 * Ends the service when asked to; asked twice, ends at once. SIGTERM comes from whoever runs processes behind a
 * balancer, and leaves that the time to notice; a Ctrl-C comes from a person, who waits for nobody.
 */
function endOnSignals(service: Service, drainSeconds: number, log: Logger): void {
  let asked = false;
  const end = (signal: NodeJS.Signals) => {
    if (asked) process.exit(EXIT.failed);
    asked = true;
    log.info(`${signal}: answering what runs, then ending. Once more ends at once.`);
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
    console.error(`Port ${port ?? ''} is taken. End what listens there, or set PORT to another.`);
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
