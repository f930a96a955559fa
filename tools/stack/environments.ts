// The environments of the programs of a stack.
import { join } from 'node:path';
import type { Secrets } from './store.js';

export type Role = 'booking' | 'search';

/** The variables that a command needs to work on a role. */
const FOR_COMMANDS = [
  'ROLE',
  'JWT_SECRET',
  'SEARCH_URL',
  'DB_HOST',
  'DB_PORT',
  'DB_USER',
  'DB_PASSWORD',
  'DB_NAME',
];

/** The ports, the secrets and the environment of a stack. */
export interface Place {
  /** The environment in which the stack was started. */
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  /** The port of the database server. */
  readonly database: number;
  /** The port on which nginx balances calls between the roles. */
  readonly internal: number;
}

/** The environment of a process of a role, without its port. */
export function roleEnvironment(
  role: Role,
  { environment, secrets, database, internal }: Place,
): NodeJS.ProcessEnv {
  return {
    ...environment,
    // DB_POOL_SIZE is for booking only: search keeps its default, so that it takes no connections from booking.
    DB_POOL_SIZE: role === 'booking' ? (environment['DB_POOL_SIZE'] ?? '') : '',
    ENV_FILE: '/dev/null',
    LOG_FORMAT: 'json',
    HOST: '127.0.0.1',
    TRUST_PROXY: '1',
    ROLE: role,
    JWT_SECRET: environment['JWT_SECRET'] ?? secrets.jwt,
    SEARCH_URL: `http://127.0.0.1:${internal}`,
    BOOKING_URL: `http://127.0.0.1:${internal}`,
    STORE: '',
    DB_HOST: '127.0.0.1',
    DB_PORT: String(database),
    DB_USER: `holdfast_${role}`,
    DB_PASSWORD: secrets[role],
    DB_NAME: `holdfast_${role}`,
    MIGRATE_ON_START: '0',
  };
}

/**
 * The environment of npm run user, audit and import on a role of a running stack.
 * @param env the environment of a process of the role
 */
export function commandEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(FOR_COMMANDS.map((name) => [name, env[name]]));
}

/** The environment of npm run provision, as root of the database server. */
export function provisionEnvironment({
  environment,
  secrets,
  database,
}: Omit<Place, 'internal'>): NodeJS.ProcessEnv {
  return {
    ...environment,
    ENV_FILE: '/dev/null',
    DB_HOST: '127.0.0.1',
    DB_PORT: String(database),
    DB_USER: 'root',
    DB_PASSWORD: secrets.root,
    BOOKING_DB_PASSWORD: secrets.booking,
    SEARCH_DB_PASSWORD: secrets.search,
  };
}

/** The environment of nginx/start.sh. The access log is on only if the roles log each request, too. */
export function gatewayEnvironment(
  {
    booking,
    search,
    port,
    internal,
    work,
  }: { booking: string; search: string; port: number; internal: number; work: string },
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const isVerbose = ['trace', 'debug'].includes(environment['LOG_LEVEL'] ?? '');
  return {
    PATH: [process.env['PATH'] ?? '', '/usr/sbin'].join(':'),
    BOOKING: booking,
    SEARCH: search,
    LISTEN: `127.0.0.1:${port}`,
    INTERNAL: `127.0.0.1:${internal}`,
    RATE_LIMIT: environment['RATE_LIMIT'] ?? '',
    CORS_ORIGINS: environment['CORS_ORIGINS'] ?? '',
    TRUSTED_PROXIES: environment['TRUSTED_PROXIES'] ?? '',
    WORK: work,
    ...(isVerbose ? {} : { ACCESS_LOG: 'off' }),
  };
}

/** The file with the environment for commands on a role. */
export function envFile(store: string, role: Role) {
  return join(store, `${role}.env`);
}
