import { Command } from 'commander';
import { EXIT, withDataOptions, type ParsedDataOptions } from './command-line.js';
import { ConfigError, configFrom, readEnvironment } from './config.js';
import { load } from './load.js';
import { openDataSource } from './timetable-source.js';
import { newContainer } from './wiring/container.js';
import { provideSearchMemory } from './wiring/search-ports.js';
import { provideSearchUseCases, SEARCH_USE_CASES } from './wiring/search-role.js';
import { provideShared } from './wiring/shared.js';

interface Options extends ParsedDataOptions {
  readonly from: string;
  readonly json?: boolean;
}

const command = withDataOptions(
  new Command('npm run import --')
    .description("Loads real schedules from OpenFlights' and OpenTravelData's files into search's database.")
    .requiredOption(
      '--from <folder>',
      'folder with airports.dat, airlines.dat and optd/optd_airline_segs_mthly_*.csv',
    )
    .option('--json', 'report as JSON on standard output')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 asked for in a way that cannot be done.'),
).exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.misused));

async function run(options: Options): Promise<void> {
  const config = configFrom(readEnvironment());
  const source = await openDataSource(options.from, options, config);
  const wiring = newContainer();
  provideShared(wiring, config);
  provideSearchMemory(wiring);
  provideSearchUseCases(wiring);
  const loaded = await load(wiring.resolve(SEARCH_USE_CASES.loadTimetable), source);
  const note =
    'Nothing is kept: without DB_HOST this was a rehearsal. To serve the data, npm start -- --data FOLDER.';
  if (options.json === true) {
    console.log(JSON.stringify({ loaded, left: source.report, kept: false, note }, null, 2));
    return;
  }
  console.log(source.notes);
  const { airports, airlines, aircraft, flights, flightsInTimetable } = loaded;
  console.log(
    `New: ${flights} of ${flightsInTimetable} flights, ${airports} airports, ${airlines} airlines, ${aircraft} aircraft types.`,
  );
  console.log(note);
}

try {
  await run(command.parse().opts<Options>());
} catch (error) {
  const isMisuse = error instanceof ConfigError || (error instanceof Error && error.name === 'OpenDataError');
  console.error(isMisuse ? error.message : error);
  process.exit(isMisuse ? EXIT.misused : EXIT.failed);
}
