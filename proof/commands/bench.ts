import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { EXIT, runCommand, wholeNumber } from '../../src/entrypoints/commands/command-line.js';
import { startBareService } from '../bench/bare-service.js';
import { RawSales } from '../bench/raw-sales.js';
import { runSides } from '../bench/run.js';
import { searchPaths, SeatsOnSale } from '../bench/seats-on-sale.js';
import { firstHolds, sidesOf } from '../bench/sides.js';
import { ratiosOf, tableOf } from '../bench/table.js';
import { Endings } from '../stage/endings.js';
import { OwnStack } from '../stage/own-stack.js';
import { openDatabase, rowsOf, type RootConnection } from '../stage/root-connection.js';
import { Tokens } from '../tokens.js';

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly flights: number;
  readonly only?: string;
  readonly quick?: boolean;
  readonly engine?: 'mariadb' | 'mysql';
  readonly json?: string;
}

const ROUNDS_MAX = 100;
const SECONDS_MAX = 600;
const FLIGHTS_MAX = 10_000;

/** Holds outlast every run, so that none lapses. */
const HOLD_SECONDS = 86_400;

const command = new Command('npm run bench --')
  .description(
    'Measures Holdfast against what the machine can do: a bare database driver, bare Koa and its own no-op, in turns in one run, with the invariants checked after every round. Only ratios within a run mean something.',
  )
  .option('--rounds <n>', 'measured rounds of each side', wholeNumber(1, ROUNDS_MAX), 3)
  .option('--seconds <n>', 'how long a round lasts', wholeNumber(1, SECONDS_MAX), 5)
  .option('--flights <n>', 'flights whose seats are sold', wholeNumber(10, FLIGHTS_MAX), 300)
  .option('--only <text>', 'only the sides whose names contain this, such as "search"')
  .option('--quick', 'one round of two seconds of each side, 60 flights')
  .option('--engine <name>', 'mariadb or mysql; left out, whichever is installed')
  .option('--json <file>', 'also write the results to this file as JSON')
  .addHelpText('after', '\nExit codes: 0 measured, 1 a round counts as 0, 2 invalid arguments.');

await runCommand(command, [], async () => {
  const given = command.opts<Options>();
  const { rounds, seconds, flights } = given.quick === true ? { rounds: 1, seconds: 2, flights: 60 } : given;
  const say = (line: string) => console.error(line);
  const endings = new Endings();
  endings.endOnSignals(say);
  try {
    say('Starting all of Holdfast …');
    const { engine } = given;
    const stack = await OwnStack.start({
      holdSeconds: HOLD_SECONDS,
      onOutput: () => undefined,
      endings,
      ...(engine === undefined ? {} : { engine }),
    });
    const { database } = stack.platform;
    if (database === null) throw new Error('the stack has no database');
    const root = await openDatabase(database.port, database.password);
    endings.add(async () => root.destroy());
    const raw = await RawSales.open(database.port, database.password);
    endings.add(() => raw.close());
    const port = Number(new URL(stack.url).port);
    const tokens = new Tokens(stack.secret);
    say(`Reading the seats of ${flights} flights …`);
    const seats = await SeatsOnSale.read(root, port, flights);
    const searches = await searchPaths(root);
    const barePort = await startBareService(stack.secret, endings);
    const stage = { port, barePort, tokens, seats, raw, searches };
    await firstHolds(stage);

    const sides = sidesOf(stage).filter(({ name }) => name.includes(given.only ?? ''));
    const header = await headerOf(root);
    say(header);
    const results = await runSides({ sides, stack, root, rounds, milliseconds: seconds * 1_000, say });
    console.log(`${header}\n\n${tableOf(results)}`);
    if (given.json !== undefined) {
      const report = { header, results, ratios: ratiosOf(results) };
      await writeFile(given.json, `${JSON.stringify(report, null, 2)}\n`);
    }
    const isWhole = results.every((side) => side.rounds.every(({ fault }) => fault === null));
    return isWhole ? 0 : EXIT.failed;
  } finally {
    await endings.end();
  }
});

/** What the numbers depend on besides Holdfast. */
async function headerOf(root: RootConnection): Promise<string> {
  const [row] = await rowsOf<{ version: string; flush: number; binlog: number }>(
    root,
    'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@log_bin AS `binlog`',
  );
  const binlog = row?.binlog === 1 ? 'on' : 'off';
  return `Node.js ${process.version}, ${row?.version ?? ''}, flush at commit ${row?.flush ?? ''}, binary log ${binlog}.`;
}
