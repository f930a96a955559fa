import { randomBytes } from 'node:crypto';
import type { DatabaseAddress } from '../../adapters/mysql/connection/server.js';

export type Role = 'booking' | 'search' | 'all';
export type LogFormat = 'json' | 'pretty';

/** The configuration, read from the environment. */
export interface Config {
  readonly role: Role;
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  readonly trustProxy: boolean;
  /** Whether units of work may share transactions. */
  readonly combine: boolean;
  readonly jwtSecret: string;
  /** Whether this process generated the secret, so that its tokens are invalid after it ends. */
  readonly jwtSecretIsMade: boolean;
  readonly jwtSecretPrevious: string | undefined;
  readonly searchUrl: string | undefined;
  readonly bookingUrl: string | undefined;
  readonly currency: string;
  readonly holdSeconds: number;
  readonly holdSecondsMax: number;
  readonly paymentMaxSeconds: number;
  readonly maxHeldSeatsPerFlight: number;
  readonly maxHeldSeats: number;
  readonly drainSeconds: number;
  readonly logLevel: string;
  readonly logFormat: LogFormat;
  /** Origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  /** Undefined if traces are off. */
  readonly tracing: TracingConfig | undefined;
  /** Undefined if the store is memory. */
  readonly database: DatabaseConfig | undefined;
  /** The passwords that `npm run provision` gives the database users of the roles. */
  readonly rolePasswords: { readonly booking: string | undefined; readonly search: string | undefined };
  /** The value of PATH, in which commands find other programs. */
  readonly programPath: string;
  /** Possible mistakes in the environment, as sentences to print. */
  readonly warnings: readonly string[];
}

export interface DatabaseConfig {
  readonly address: DatabaseAddress;
  /** Connections for requests. */
  readonly connections: number;
  readonly migrateOnStart: boolean;
}

export interface TracingConfig {
  /** The URL to which traces are sent, by OTLP over HTTP. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** The share of requests that are traced, 0 to 1. */
  readonly share: number;
}

/** The variables after validation, with their defaults. */
export interface Values {
  readonly NODE_ENV: string;
  readonly ROLE: Role;
  readonly PORT?: number;
  readonly HOST?: string;
  readonly TRUST_PROXY: string;
  readonly COMBINE: string;
  readonly JWT_SECRET?: string;
  readonly JWT_SECRET_PREVIOUS?: string;
  readonly SEARCH_URL?: string;
  readonly BOOKING_URL?: string;
  readonly CURRENCY: string;
  readonly HOLD_SECONDS: number;
  readonly HOLD_MAX_SECONDS: number;
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
  readonly STORE?: 'memory';
  readonly DB_PORT: number;
  readonly DB_USER: string;
  readonly DB_PASSWORD: string;
  readonly DB_NAME: string;
  readonly DB_POOL_SIZE?: number;
  readonly MIGRATE_ON_START: string;
  readonly BOOKING_DB_PASSWORD?: string;
  readonly SEARCH_DB_PASSWORD?: string;
}

/** Makes the configuration of validated variables. */
export function configOf(values: Values, programPath: string, warnings: readonly string[]): Config {
  const isAll = values.ROLE === 'all';
  return {
    role: values.ROLE,
    isProduction: values.NODE_ENV === 'production',
    port: values.PORT ?? (isAll ? 8080 : 3000),
    host: values.HOST ?? (isAll ? '127.0.0.1' : '0.0.0.0'),
    trustProxy: values.TRUST_PROXY === '1',
    combine: values.COMBINE === '1',
    jwtSecret: values.JWT_SECRET ?? randomBytes(32).toString('base64'),
    jwtSecretIsMade: values.JWT_SECRET === undefined,
    jwtSecretPrevious: values.JWT_SECRET_PREVIOUS,
    searchUrl: values.SEARCH_URL,
    bookingUrl: values.BOOKING_URL,
    currency: values.CURRENCY,
    holdSeconds: values.HOLD_SECONDS,
    holdSecondsMax: values.HOLD_MAX_SECONDS,
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
    programPath,
    warnings,
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
