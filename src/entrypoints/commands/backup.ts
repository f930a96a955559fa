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
    "Writes all rows of ROLE's tables (all: of both roles) to one file, as a snapshot of one moment, while Holdfast runs.",
  )
  .option('--to <path>', 'a folder, or a file that does not exist yet; - is standard output', '.')
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nThe database user needs the right to SELECT. The file holds personal data, so only its owner can read it.' +
      '\nmariadb-dump or mysqldump must be installed.' +
      '\nExit codes: 0 done, 1 failed, 2 invalid use, 128 plus the number of the signal that ended it.',
  );

await runCommand(command, USES.backup, async (config) => {
  const { to, json = false } = command.opts<Options>();
  const { database } = config;
  if (database === undefined)
    throw new ConfigError(['DB_HOST is needed: data in memory cannot be backed up']);
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

/** The file to write; in a folder, one named by role and time. Throws Misuse if the file exists. */
async function freeFile(to: string, { role }: Config): Promise<string> {
  const path = resolve(to);
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return path;
  if (!found.isDirectory()) throw new Misuse(`${path} is there already. A backup never overwrites a file.`);
  const moment = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return join(path, `holdfast-${role}-${moment}.sql.gz`);
}

function report({ manifest, tables, bytes, sha256 }: Backup, file: string | null, json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ file, ...manifest, tables, bytes, sha256 }, null, 2));
    return;
  }
  const what = `${manifest.roles.join(' and ')}, ${tables} tables, ${(bytes / 1e6).toFixed(1)} MB of SQL`;
  // Standard output may carry the backup itself.
  console.error(`Backed up ${what}: ${file ?? 'to standard output'}`);
}
