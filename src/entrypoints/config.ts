import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { parseEnv } from 'node:util';
import type { DatabaseAddress } from '../adapters/mysql/server.js';
import { VARIABLES, type Variable } from './variables.js';

export type Role = 'booking' | 'search' | 'all';
export type LogFormat = 'json' | 'pretty';

/** Everything that is decided outside the code. */
export interface Config {
  readonly role: Role;
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  readonly trustProxy: boolean;
  readonly jwtSecret: string;
  /** The secret was made by this process, so that its tokens end with it. */
  readonly jwtSecretIsMade: boolean;
  readonly jwtSecretPrevious: string | undefined;
  readonly searchUrl: string | undefined;
  readonly bookingUrl: string | undefined;
  readonly currency: string;
  readonly holdSeconds: number;
  readonly paymentMaxSeconds: number;
  readonly maxHeldSeatsPerFlight: number;
  readonly maxHeldSeats: number;
  readonly drainSeconds: number;
  readonly logLevel: string;
  readonly logFormat: LogFormat;
  /** Origins whose pages may call. */
  readonly corsOrigins: readonly string[];
  /** Undefined: nothing is traced. */
  readonly tracing: TracingConfig | undefined;
  /** Undefined: everything is kept in memory. */
  readonly database: DatabaseConfig | undefined;
  /** What the databases' users are given when they are made; those who serve know their own alone. */
  readonly rolePasswords: { readonly booking: string | undefined; readonly search: string | undefined };
}

export interface DatabaseConfig {
  readonly address: DatabaseAddress;
  /** Connections for requests. */
  readonly connections: number;
  readonly migrateOnStart: boolean;
}

export interface TracingConfig {
  /** OTLP over HTTP. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** The share of requests that are traced, 0 to 1. */
  readonly share: number;
}

/** What is wrong with the environment: all of it at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process, over what `.env` beside package.json says, or another file named by ENV_FILE. */
export function readEnvironment(): Environment {
  const named = process.env['ENV_FILE'];
  const file = named ?? new URL('../../.env', import.meta.url);
  return { ...readEnvFile(file, named !== undefined), ...withoutEmpty(process.env) };
}

/**
 * Checks the environment and makes the configuration of it. A command needs less than a process that serves: it asks
 * no other role. Throws ConfigError.
 */
export function configFrom(environment: Environment, use: 'serving' | 'command' = 'serving'): Config {
  const given = withoutEmpty(environment);
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema }] of Object.entries<Variable>(VARIABLES)) {
    const checked = schema.label(name).validate(given[name], { errors: { wrap: { label: false } } });
    if (checked.error !== undefined) problems.push(checked.error.message);
    values[name] = checked.value as unknown;
  }
  problems.push(...problemsTogether(given, use));
  if (problems.length > 0) throw new ConfigError(problems);
  return configOf(values as unknown as Values);
}

interface Values {
  readonly NODE_ENV: string;
  readonly ROLE: Role;
  readonly PORT?: number;
  readonly HOST?: string;
  readonly TRUST_PROXY: string;
  readonly JWT_SECRET?: string;
  readonly JWT_SECRET_PREVIOUS?: string;
  readonly SEARCH_URL?: string;
  readonly BOOKING_URL?: string;
  readonly CURRENCY: string;
  readonly HOLD_SECONDS: number;
  readonly PAYMENT_MAX_SECONDS: number;
  readonly MAX_HELD_SEATS_PER_FLIGHT: number;
  readonly MAX_HELD_SEATS: number;
  readonly DRAIN_SECONDS: number;
  readonly LOG_LEVEL: string;
  readonly LOG_FORMAT?: LogFormat;
  readonly CORS_ORIGINS?: string;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
  readonly OTEL_SERVICE_NAME?: string;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
  readonly DB_HOST?: string;
  readonly DB_PORT: number;
  readonly DB_USER: string;
  readonly DB_PASSWORD: string;
  readonly DB_NAME: string;
  readonly DB_POOL_SIZE?: number;
  readonly MIGRATE_ON_START: string;
  readonly BOOKING_DB_PASSWORD?: string;
  readonly SEARCH_DB_PASSWORD?: string;
}

/** What no variable can be blamed for alone. */
function problemsTogether(given: Environment, use: 'serving' | 'command'): string[] {
  const problems: string[] = [];
  if (use === 'serving' && given['ROLE'] === 'booking' && given['SEARCH_URL'] === undefined) {
    problems.push('SEARCH_URL is needed with ROLE=booking: where does search answer?');
  }
  if (given['NODE_ENV'] !== 'production') return problems;
  if (given['JWT_SECRET'] === undefined) problems.push('JWT_SECRET is needed with NODE_ENV=production');
  const known = Object.values<Variable>(VARIABLES).flatMap(({ example, forDevelopmentOnly }) =>
    forDevelopmentOnly === true ? [example] : [],
  );
  for (const name of Object.keys(VARIABLES)) {
    if (given[name] !== undefined && known.includes(given[name])) {
      problems.push(`${name} is a value of .env.example, which everybody knows: production needs its own`);
    }
  }
  return problems;
}

function configOf(values: Values): Config {
  const isAll = values.ROLE === 'all';
  return {
    role: values.ROLE,
    isProduction: values.NODE_ENV === 'production',
    port: values.PORT ?? (isAll ? 8080 : 3000),
    host: values.HOST ?? (isAll ? '127.0.0.1' : '0.0.0.0'),
    trustProxy: values.TRUST_PROXY === '1',
    jwtSecret: values.JWT_SECRET ?? randomBytes(32).toString('base64'),
    jwtSecretIsMade: values.JWT_SECRET === undefined,
    jwtSecretPrevious: values.JWT_SECRET_PREVIOUS,
    searchUrl: values.SEARCH_URL,
    bookingUrl: values.BOOKING_URL,
    currency: values.CURRENCY,
    holdSeconds: values.HOLD_SECONDS,
    paymentMaxSeconds: values.PAYMENT_MAX_SECONDS,
    maxHeldSeatsPerFlight: values.MAX_HELD_SEATS_PER_FLIGHT,
    maxHeldSeats: values.MAX_HELD_SEATS,
    drainSeconds: values.DRAIN_SECONDS,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
    corsOrigins: listOf(values.CORS_ORIGINS),
    tracing: tracingOf(values),
    database: databaseOf(values),
    rolePasswords: { booking: values.BOOKING_DB_PASSWORD, search: values.SEARCH_DB_PASSWORD },
  };
}

function databaseOf(values: Values): DatabaseConfig | undefined {
  if (values.DB_HOST === undefined) return undefined;
  return {
    address: {
      host: values.DB_HOST,
      port: values.DB_PORT,
      user: values.DB_USER,
      password: values.DB_PASSWORD,
      database: values.DB_NAME,
    },
    connections: values.DB_POOL_SIZE ?? (values.ROLE === 'search' ? 2 : 5),
    migrateOnStart: values.MIGRATE_ON_START === '1',
  };
}

function tracingOf(values: Values): TracingConfig | undefined {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const headers = listOf(values.OTEL_EXPORTER_OTLP_HEADERS).map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  return {
    endpoint,
    headers: Object.fromEntries(headers) as Record<string, string>,
    serviceName: values.OTEL_SERVICE_NAME ?? `holdfast-${values.ROLE}`,
    share: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readEnvFile(file: string | URL, mustExist: boolean): Environment {
  try {
    return withoutEmpty(parseEnv(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return {};
    throw new ConfigError([`the file of variables cannot be read: ${message}`]);
  }
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}
