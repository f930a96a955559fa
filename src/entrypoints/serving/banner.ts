import type { Logger } from 'pino';
import type { Config } from '../process/config.js';
import type { Started } from './service.js';
import { VERSION } from '../process/version.js';

/**
 * Prints a banner for people or logs one line, once the process listens. Only the banner has the passwords of demo
 * logins.
 */
export async function announce(config: Config, started: Started, log: Logger): Promise<void> {
  const isForPeople = config.logFormat === 'pretty' || (config.role === 'all' && !config.isProduction);
  const obstacles = await started.service.obstacles();
  if (!isForPeople) {
    const { service, flights } = started;
    const notReady = obstacles.length === 0 ? {} : { notReady: obstacles };
    log.info({ url: service.url, version: VERSION, flights, ...notReady }, 'serving');
    return;
  }
  // If no flights can be read, the banner shows another request; the log reports why the database failed.
  const trial = await started.trial?.().catch(() => null);
  console.log(banner(config, started, obstacles, trial ?? null));
}

function banner(
  config: Config,
  { service: { url }, logins, flights }: Started,
  obstacles: readonly string[],
  trial: string | null,
): string {
  const lines = [
    `Holdfast ${VERSION}, role ${config.role}`,
    '',
    `  API      ${url}`,
    `  Docs     ${url}/docs`,
    `  Store    ${storeOf(config)}`,
    ...[...new Set(obstacles)].map((obstacle) => `  Not ready  ${obstacle} The process keeps retrying.`),
    ...(flights === undefined ? [] : [`  Flights  ${flights}`]),
    ...(config.jwtSecretIsMade
      ? [
          config.role === 'all'
            ? '  Tokens   signed with a generated secret; set JWT_SECRET to keep them valid after a restart'
            : '  Tokens   signed with a generated secret; give both roles the same JWT_SECRET',
        ]
      : []),
    ...logins.map(({ role, email, password }) => `  Log in   ${email}  ${password}  (${role})`),
  ];
  const path = trial ?? (config.role === 'booking' ? '/healthz' : '/airports?limit=3');
  return [...lines, '', `  Try      curl '${url}${path}'`, ''].join('\n');
}

function storeOf({ role, database }: Config): string {
  if (database !== undefined) {
    const { host, port, user, database: name } = database.address;
    return `database ${name} at ${host}:${port}, as ${user}`;
  }
  return role === 'search'
    ? 'memory: changes by administrators end with this process'
    : 'memory: bookings, accounts and payments end with this process';
}
