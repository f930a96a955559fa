import { Command } from 'commander';
import { banner } from './banner.js';
import { EXIT, withDataOptions, type ParsedDataOptions } from './command-line.js';
import { ConfigError, configFrom, readEnvironment, type Config } from './config.js';
import { createLogger } from './logging.js';
import type { Service } from './service.js';
import { openDataSource, seedSource } from './timetable-source.js';

interface Options extends ParsedDataOptions {
  /** Folder of real schedules, in place of the seed. */
  readonly data?: string;
}

/** Options that choose a part of real schedules say nothing without them. */
function refuseIdleOptions(config: Config, options: Options): void {
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

async function start(config: Config, options: Options): Promise<Service> {
  const log = createLogger(config.logLevel, config.role);
  if (config.role === 'booking') {
    const { startBooking } = await import('./booking.js');
    const service = await startBooking(config, log);
    console.log(banner(config, service.url, { flights: 0, source: '', logins: [] }));
    return service;
  }
  const source =
    options.data === undefined
      ? await seedSource(config)
      : await openDataSource(options.data, options, config);
  if (source.notes !== '') console.log(source.notes);
  const { service, logins } = await startServing(config, source, log);
  const from = options.data === undefined ? 'the seed' : `from ${options.data}, times and prices made up`;
  console.log(banner(config, service.url, { flights: source.timetable.flightCount, source: from, logins }));
  return service;
}

async function startServing(
  config: Config,
  source: Awaited<ReturnType<typeof seedSource>>,
  log: ReturnType<typeof createLogger>,
) {
  if (config.role === 'all') return await (await import('./all.js')).startAll(config, source, log);
  return { service: await (await import('./search.js')).startSearch(config, source, log), logins: [] };
}

/** Ends the service when asked to; asked twice, ends at once. */
function endOnSignals(service: Service): void {
  let asked = false;
  const end = (signal: NodeJS.Signals) => {
    if (asked) process.exit(EXIT.failed);
    asked = true;
    console.log(`${signal}: answering what runs, then ending. Once more ends at once.`);
    service.stop().then(
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
  console.error(error);
  process.exit(EXIT.failed);
}

try {
  const options = command.parse().opts<Options>();
  const config = configFrom(readEnvironment());
  refuseIdleOptions(config, options);
  endOnSignals(await start(config, options));
} catch (error) {
  fail(error);
}
