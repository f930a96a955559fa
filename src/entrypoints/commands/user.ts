import { Command } from 'commander';
import { AppointAdministrator } from '../../application/accounts/appoint-administrator.js';
import { runCommand } from './command-line.js';
import { ConfigError, USES } from '../process/config.js';
import { createLogger } from '../process/logging.js';
import { BOOKING, provideBookingBasics } from '../wiring/booking-ports.js';
import { provideBookingStore } from '../wiring/booking-role.js';
import { newContainer, provideShared, SHARED } from '../wiring/shared.js';

interface Options {
  readonly admin: string;
  readonly json?: boolean;
}

const command = new Command('npm run user --')
  .description("Makes an account in booking's database an administrator: an existing account, or a new one.")
  .requiredOption('--admin <email>', "the administrator's e-mail address")
  .option('--json', 'report as JSON on standard output')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 invalid use.');

await runCommand(command, USES.user, async (config) => {
  const options = command.opts<Options>();
  if (config.database === undefined || config.role === 'search') {
    throw new ConfigError(["DB_HOST of booking's database is needed, with ROLE=booking or all"]);
  }
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(options.admin))
    throw new ConfigError(['--admin takes an e-mail address']);
  const wiring = newContainer();
  provideShared(wiring, config, await createLogger(config, 'user'));
  provideBookingBasics(wiring);
  await provideBookingStore(wiring);
  const store = wiring.resolve(BOOKING.store);
  try {
    await store.prepare();
    const appoint = new AppointAdministrator(
      wiring.resolve(BOOKING.accounts),
      wiring.resolve(BOOKING.passwords),
      wiring.resolve(BOOKING.secrets),
      wiring.resolve(SHARED.clock),
    );
    const { account, password } = await appoint.execute({ email: options.admin });
    if (options.json === true) console.log(JSON.stringify({ ...account, password }, null, 2));
    else console.log(lineOf(account.email, password));
  } finally {
    await store.close();
  }
  return 0;
});

function lineOf(email: string, password: string | null): string {
  return password === null
    ? `${email} is an administrator from the next login or refresh on. The password has not changed.`
    : `${email} is an administrator with the password ${password} (shown only once).`;
}
