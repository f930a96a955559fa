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
    "Puts a backup into ROLE's database, and numbers it so that the other role hears of what came back. End every process of the role first.",
  )
  .requiredOption('--from <file>', 'what npm run backup has written')
  .option('--check', 'read the file, say what it is and whether it is whole, and change nothing')
  .option('--replace', 'restore over what is stored there, which is lost')
  .option(
    '--yes <name>',
    "with --replace: what DB_NAME says; without it, a terminal is asked for the database's name",
  )
  .option('--in-production', 'with --replace: do it with NODE_ENV=production, too')
  .option('--json', 'report as JSON on standard output')
  .addHelpText(
    'after',
    '\nThe user of the database needs the rights to SELECT, INSERT, UPDATE and DELETE, and those to migrate where the schema is' +
      '\nnot that of the backup. mariadb or mysql, the client, must be installed.' +
      '\nExit codes: 0 done, 1 failed, 2 asked for in a way that cannot be done, 128 and its number when a signal ended it.',
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
  if (check === true && replace === true) throw new Misuse('--check or --replace, not both.');
  if (replace !== true && (yes !== undefined || inProduction === true))
    throw new Misuse('--yes and --in-production go with --replace.');
}

function databaseOf({ database }: Config) {
  if (database === undefined) throw new ConfigError(['DB_HOST is needed: where is it to be restored?']);
  return database;
}

/** Whether what is stored may be lost: nothing is, or that is agreed to. */
async function mayReplace(
  { filled }: Target,
  config: Config,
  { replace, yes, inProduction = false }: Options,
): Promise<boolean> {
  if (filled.length === 0) return true;
  const { database: name, host, port } = databaseOf(config).address;
  const what = `The database ${name} at ${host}:${port} is not empty: ${filled.join(', ')} have rows.`;
  if (replace !== true) throw new Misuse(`${what} With --replace they are lost.`);
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
  else console.log('Restored, and numbered for the other role. Start the processes, then run npm run audit.');
  return 0;
}
