import { Command } from 'commander';
import type { LoadReport } from '../../application/search/load-timetable.js';
import { runCommand, withDataOptions, type ParsedDataOptions } from './command-line.js';
import { ConfigError, USES, type Config } from '../process/config.js';
import { load } from '../serving/load.js';
import { createLogger } from '../process/logging.js';
import { openDataSource, seedSource, type SourcedTimetable } from './timetable-source.js';
import { newContainer, provideShared } from '../wiring/shared.js';
import { SEARCH } from '../wiring/search-ports.js';
import { provideSearchStore, provideSearchUseCases } from '../wiring/search-role.js';

interface Options extends ParsedDataOptions {
  readonly from?: string;
  readonly seed?: boolean;
  readonly json?: boolean;
}

const command = withDataOptions(
  new Command('npm run import --')
    .description(
      "Loads real schedules from OpenFlights' and OpenTravelData's files, or the seed's next 60 days, into search's database.",
    )
    .option(
      '--from <folder>',
      'folder with airports.dat, airlines.dat and optd/optd_airline_segs_mthly_*.csv',
    )
    .option('--seed', 'load the seed: invented flights, from today')
    .option('--json', 'report as JSON on standard output')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 invalid use.'),
);

await runCommand(command, USES.import, async (config) => {
  const options = command.opts<Options>();
  if (config.role === 'booking')
    throw new ConfigError(["ROLE=search or all: booking's database has no schedules"]);
  const source = await sourceOf(options, config);
  const wiring = newContainer();
  provideShared(wiring, config, await createLogger(config, 'import'));
  await provideSearchStore(wiring);
  provideSearchUseCases(wiring);
  const store = wiring.resolve(SEARCH.store);
  try {
    await store.prepare();
    report(await load(wiring, source), source, { config, asJson: options.json === true });
  } finally {
    await store.close();
  }
  return 0;
});

async function sourceOf(options: Options, config: Config): Promise<SourcedTimetable> {
  const { from, seed } = options;
  if (from !== undefined && seed !== true) return await openDataSource(from, options, config);
  if (from === undefined && seed === true) return await seedSource(config);
  throw new ConfigError(['Choose what to load: --from FOLDER, or --seed']);
}

function report(
  loaded: LoadReport,
  source: SourcedTimetable,
  { config, asJson }: { readonly config: Config; readonly asJson: boolean },
): void {
  const kept = config.database !== undefined;
  const note = kept
    ? `Stored in ${config.database.address.database} at ${config.database.address.host}.`
    : 'Nothing is kept: without DB_HOST this was a dry run. To serve the data, npm start -- --data FOLDER.';
  if (asJson) {
    console.log(JSON.stringify({ loaded, left: source.report, kept, note }, null, 2));
    return;
  }
  if (source.notes !== '') console.log(source.notes);
  const { airports, airlines, aircraft, flights, flightsInTimetable } = loaded;
  console.log(
    `New: ${flights} of ${flightsInTimetable} flights, ${airports} airports, ${airlines} airlines, ${aircraft} aircraft types.`,
  );
  console.log(note);
}
