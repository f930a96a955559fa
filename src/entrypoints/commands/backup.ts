import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { takeBackup, type Backup } from '../../adapters/mysql/backup/take-backup.js';
import { runCommand } from './command-line.js';
import { Misuse } from './command-errors.js';
import { ConfigError, USES, type Config } from '../process/config.js';
import { Interruption } from './interruption.js';
import { Progress } from './progress.js';
import { rolesOf } from './roles.js';
import { VERSION } from '../process/version.js';

interface Options {
  readonly to: string;
  readonly json?: boolean;
}

const command = new Command('npm run backup --')
  .description(
    "Writes all rows of ROLE's tables (all: of both roles) to one file, as they are at one moment, while Holdfast serves.",
  )
  .option('--to <path>', 'a folder, or a file that is not there yet; - is standard output', '.')
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nThe user of the database needs the right to SELECT. The file holds personal data: it is readable for its owner alone.' +
      '\nmariadb-dump or mysqldump must be installed.' +
      '\nExit codes: 0 done, 1 failed, 2 asked for in a way that cannot be done, 128 and its number when a signal ended it.',
  );

await runCommand(command, USES.backup, async (config) => {
  const { to, json = false } = command.opts<Options>();
  const { database } = config;
  if (database === undefined)
    throw new ConfigError(['DB_HOST is needed: what is in memory cannot be backed up']);
  if (to === '-' && json) throw new Misuse('--to - and --json both write to standard output: choose one.');
  const file = to === '-' ? null : await freeFile(to, config);
  const interruption = new Interruption();
  let bar: Progress | null = null;
  return await interruption.of(async () => {
    try {
      const backup = await takeBackup(database.address, {
        roles: rolesOf(config),
        target: file ?? process.stdout,
        version: VERSION,
        path: config.programPath,
        signal: interruption.signal,
        progress: (begun, of) => {
          bar ??= new Progress('Backing up tables', of);
          bar.update(begun);
        },
      });
      bar?.stop();
      report(backup, file, json);
      return 0;
    } finally {
      bar?.stop();
    }
  });
});

/** The file to write: in a folder one that is named by role and moment. Throws Misuse where one is already. */
async function freeFile(to: string, { role }: Config): Promise<string> {
  const path = resolve(to);
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return path;
  if (!found.isDirectory())
    throw new Misuse(`${path} is there already: a backup takes the place of nothing.`);
  const moment = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return join(path, `holdfast-${role}-${moment}.sql.gz`);
}

function report({ manifest, tables, bytes, sha256 }: Backup, file: string | null, json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ file, ...manifest, tables, bytes, sha256 }, null, 2));
    return;
  }
  const what = `${manifest.roles.join(' and ')}, ${tables} tables, ${(bytes / 1e6).toFixed(1)} MB of SQL`;
  // Beside a backup on standard output.
  console.error(`Backed up ${what}: ${file ?? 'to standard output'}`);
}
