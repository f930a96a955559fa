import { Command } from 'commander';
import { inspectArchive, sizeOf, type Manifest, type Seal } from '../../adapters/mysql/backup/archive.js';
import {
  inspectTarget,
  rejectForeign,
  restoreBackup,
  type Target,
} from '../../adapters/mysql/backup/restore-backup.js';
import { EXIT, runCommand } from './command-line.js';
import { Misuse } from './command-errors.js';
import { ConfigError, USES, type Config } from '../process/config.js';
import { hasConsent } from './consent.js';
import { Interruption } from './interruption.js';
import { Progress } from './progress.js';
import { rolesOf } from './roles.js';

interface Options {
  readonly from: string;
  readonly check?: boolean;
  readonly replace?: boolean;
  readonly yes?: string;
  readonly inProduction?: boolean;
  readonly json?: boolean;
}

const command = new Command('npm run restore --')
  .description(
    "Restores a backup into ROLE's database, and raises versions so that the other role accepts them. Stop every process of the role first.",
  )
  .requiredOption('--from <file>', 'a file that npm run backup has written')
  .option('--check', 'read the file, report its origin and whether it is whole, and change nothing')
  .option('--replace', 'restore over the stored data, which is lost')
  .option('--yes <name>', 'with --replace: the value of DB_NAME; without it, the terminal asks for it')
  .option('--in-production', 'with --replace: allow it with NODE_ENV=production')
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nThe database user needs the rights to SELECT, INSERT, UPDATE and DELETE, and the right to migrate if the schema' +
      '\ndiffers from that of the backup. The client mariadb or mysql must be installed.' +
      '\nExit codes: 0 done, 1 failed, 2 invalid use, 128 plus the number of the signal that ended it.',
  );

interface Found {
  readonly manifest: Manifest;
  readonly seal: Seal;
}

await runCommand(command, USES.restore, async (config) => {
  const options = command.opts<Options>();
  rejectContradictions(options);
  const interruption = new Interruption();
  return await interruption.of(async () => {
    const size = await sizeOf(options.from);
    const found = await withProgress('Checking the backup', size, (progress) =>
      inspectArchive(options.from, progress),
    );
    if (options.check === true) return report('whole', found, options);
    await rejectForeign(found.manifest, rolesOf(config));
    const { address } = databaseOf(config);
    const target = await inspectTarget(address, rolesOf(config));
    if (!(await mayReplace(target, config, options))) {
      console.error('Nothing was done.');
      return EXIT.failed;
    }
    await withProgress('Restoring', size, (progress) =>
      restoreBackup(address, {
        file: options.from,
        manifest: found.manifest,
        target,
        path: config.programPath,
        signal: interruption.signal,
        progress,
      }),
    );
    return report('restored', found, options);
  });
});

function rejectContradictions({ check, replace, yes, inProduction }: Options): void {
  if (check === true && replace === true) throw new Misuse('Give --check or --replace, not both.');
  if (replace !== true && (yes !== undefined || inProduction === true))
    throw new Misuse('--yes and --in-production require --replace.');
}

function databaseOf({ database }: Config) {
  if (database === undefined) throw new ConfigError(['DB_HOST is needed: the database to restore']);
  return database;
}

/** Whether the restore may replace the stored data: the tables are empty, or the user consents. */
async function mayReplace(
  { filled }: Target,
  config: Config,
  { replace, yes, inProduction = false }: Options,
): Promise<boolean> {
  if (filled.length === 0) return true;
  const { database: name, host, port } = databaseOf(config).address;
  const what = `The database ${name} at ${host}:${port} is not empty: ${filled.join(', ')} have rows.`;
  if (replace !== true) throw new Misuse(`${what} Use --replace to delete them.`);
  console.error(`${what} They will be lost.`);
  return await hasConsent({ name, yes, isProduction: config.isProduction, inProduction });
}

async function withProgress<T>(
  what: string,
  size: number,
  work: (progress: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new Progress(`${what}, bytes`, size);
  try {
    return await work(bar.update);
  } finally {
    bar.stop();
  }
}

function report(what: 'whole' | 'restored', { manifest, seal }: Found, { from, json }: Options): number {
  if (json === true) {
    console.log(JSON.stringify({ file: from, [what]: true, ...manifest, ...seal }, null, 2));
    return 0;
  }
  const { roles, takenAt, holdfast, server, migrations } = manifest;
  const schema = roles.map((role) => `${role} ${migrations[role]?.at(-1) ?? 'none'}`).join(', ');
  console.log(
    `A backup of ${roles.join(' and ')}, taken at ${takenAt} by Holdfast ${holdfast} from ${server}.`,
  );
  console.log(`Schema: ${schema}. sha256 ${seal.sha256}, ${(seal.bytes / 1e6).toFixed(1)} MB of SQL.`);
  if (what === 'whole') console.log('The file is whole.');
  else console.log('Restored, with raised versions. Start the processes, then run npm run audit.');
  return 0;
}
