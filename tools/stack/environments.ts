// What each program of a stack is told.
import { join } from 'node:path';
import type { Secrets } from './store.js';

export type Role = 'booking' | 'search';

/** What commands need to know of a role to work on it; the rest is theirs to say. */
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

/** Where a stack has put things, and its secrets. */
export interface Place {
  /** What the people who start it have set. */
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  /** The server's port. */
  readonly database: number;
  /** The port where nginx balances what the roles ask each other. */
  readonly internal: number;
}

/** A process of a role, but for its port. */
export function roleEnvironment(
  role: Role,
  { environment, secrets, database, internal }: Place,
): NodeJS.ProcessEnv {
  return {
    ...environment,
    // How many connections booking wants says nothing of search, which must not take them from it.
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
 * npm run user, audit and import, for people who work on a role of a stack that runs.
 * @param env of a process of the role
 */
export function commandEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(FOR_COMMANDS.map((name) => [name, env[name]]));
}

/** npm run provision, as the server's root. */
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

/** nginx/start.sh. It tells of each request only where the roles do. */
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

/** Where the environment of a role's commands is written down. */
export function envFile(store: string, role: Role) {
  return join(store, `${role}.env`);
}
