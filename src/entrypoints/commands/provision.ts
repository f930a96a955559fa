import { Command } from 'commander';
import { provision } from '../../adapters/mysql/schema/provisioning.js';
import { runCommand } from './command-line.js';
import { ConfigError, USES, type Config } from '../process/config.js';

interface Options {
  readonly json?: boolean;
}

const command = new Command('npm run provision --')
  .description(
    'Creates the databases of both roles on one server, their tables, and a user for each with only the rights that it ' +
      'needs. DB_USER must be allowed to create databases and users. Run again, it changes passwords and migrates.',
  )
  .option('--json', 'report as JSON on standard output')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 invalid use.');

await runCommand(command, USES.provision, async (config) => {
  const { json } = command.opts<Options>();
  const { address, passwords } = provisioningOf(config);
  const provisioned = await provision(address, passwords);
  if (json === true) console.log(JSON.stringify(provisioned, null, 2));
  else {
    for (const { role, database, user, done } of provisioned) {
      const migrated = done.length === 0 ? 'up to date' : `done: ${done.join(', ')}`;
      console.log(`${role}: database ${database}, user ${user}; ${migrated}`);
    }
  }
  return 0;
});

function provisioningOf({ database, rolePasswords: { booking, search } }: Config) {
  if (database === undefined || booking === undefined || search === undefined) {
    throw new ConfigError([
      'DB_HOST and the passwords of the new users are needed: BOOKING_DB_PASSWORD, SEARCH_DB_PASSWORD',
    ]);
  }
  return { address: database.address, passwords: { booking, search } };
}
