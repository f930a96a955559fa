import Joi from 'joi';
import {
  DEVELOPMENT_PASSWORD,
  flag,
  password,
  port,
  seconds,
  secret,
  url,
  validOrigins,
} from './variable-schemas.js';

/** One variable of the environment: its schema, and its entry in `.env.example`. */
export interface Variable {
  readonly schema: Joi.Schema;
  readonly description: string;
  /** The value in `.env.example`; without one, the variable is empty there. */
  readonly example?: string;
  /** Whether the example is for development, and rejected with NODE_ENV=production. */
  readonly forDevelopmentOnly?: boolean;
}

/** Every variable that Holdfast reads, in the order of `.env.example`. */
export const VARIABLES = {
  NODE_ENV: {
    schema: Joi.string().valid('development', 'test', 'production').default('development'),
    description: 'production rejects the values below that are meant for development',
  },
  ROLE: {
    schema: Joi.string().valid('booking', 'search', 'all').default('all'),
    description: 'What this process serves: booking, search, or all for both',
  },
  PORT: {
    schema: port,
    description: 'Port: 8080 for all, otherwise 3000; 0 is any free port. With docker compose, of nginx',
  },
  HOST: {
    schema: Joi.string().hostname(),
    description: 'Address: 127.0.0.1 for all, otherwise 0.0.0.0. With docker compose, of nginx',
  },
  TRUST_PROXY: {
    schema: flag.default('0'),
    description: '1 behind a proxy that sets X-Forwarded-For: limits apply to clients, not to the proxy',
  },
  DB_HOST: {
    schema: Joi.string().hostname(),
    description: "Host of the role's database; without it, memory. Production needs it, or STORE=memory",
  },
  STORE: {
    schema: Joi.string().valid('memory'),
    description: 'memory: all data ends with the process, also in production. For use without DB_HOST',
  },
  DB_PORT: {
    schema: Joi.number().port().default(3306),
    description: 'Port of the database',
    example: '3306',
  },
  DB_USER: {
    schema: Joi.string().max(80).default('holdfast'),
    description: 'User of the database as which Holdfast connects',
    example: 'holdfast',
  },
  DB_PASSWORD: {
    schema: password.default(''),
    description: 'Password of that user',
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  DB_NAME: {
    schema: Joi.string().max(64).default('holdfast'),
    description: "Name of the role's database; with all, it has the tables of both roles",
    example: 'holdfast',
  },
  COMBINE: {
    schema: flag.default('1'),
    description: '0: each hold has a database transaction of its own, instead of sharing one with others',
    example: '1',
  },
  DB_POOL_SIZE: {
    schema: Joi.number().integer().min(1).max(200),
    description:
      'Connections for requests: 5, but 2 for search, so that it leaves the database to booking; all processes ' +
      'together need about twice the cores of the database',
  },
  DB_ROOT_PASSWORD: {
    schema: password,
    description:
      "Password that docker compose gives the server's root user; only the one-shot migrations use it",
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  BOOKING_DB_PASSWORD: {
    schema: password,
    description: 'Password that npm run provision gives the user of the booking role, holdfast_booking',
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  SEARCH_DB_PASSWORD: {
    schema: password,
    description: 'Password that npm run provision gives the user of the search role, holdfast_search',
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  MIGRATE_ON_START: {
    schema: flag.default('1'),
    description: '0 leaves migrations to npm run migrate; a process with an older schema is not ready',
    example: '1',
  },
  JWT_SECRET: {
    schema: secret,
    description:
      'Signs access tokens; at least 32 bytes. Without it, each process generates one; production needs it',
    example: 'for-development-only-change-me-please-0001',
    forDevelopmentOnly: true,
  },
  JWT_SECRET_PREVIOUS: {
    schema: secret,
    description: 'The previous JWT_SECRET, still accepted while it is being changed',
  },
  SEARCH_URL: { schema: url, description: 'URL of search, which the booking role needs' },
  BOOKING_URL: {
    schema: url,
    description: 'URL of booking, for the search role; without it, search keeps the seat counts that it has',
  },
  CURRENCY: {
    schema: Joi.string()
      .pattern(/^[A-Z]{3}$/, 'an ISO 4217 code')
      .default('GBP'),
    description: 'Currency of this installation, ISO 4217',
    example: 'GBP',
  },
  HOLD_SECONDS: {
    schema: seconds.default(300),
    description: 'How long a hold lasts, in seconds, 1 to 86400',
    example: '300',
  },
  HOLD_MAX_SECONDS: {
    schema: seconds.default(1_800),
    description: 'How long extended holds last at most, in seconds from the first hold, 1 to 86400',
    example: '1800',
  },
  PAYMENT_MAX_SECONDS: {
    schema: seconds.default(600),
    description: 'How long a running payment keeps its seats at most, in seconds, 1 to 86400',
    example: '600',
  },
  MAX_HELD_SEATS_PER_FLIGHT: {
    schema: Joi.number().integer().min(1).max(10_000).default(18),
    description: 'Unpaid seats of one flight that one traveller may hold',
    example: '18',
  },
  MAX_HELD_SEATS: {
    schema: Joi.number().integer().min(1).max(100_000).default(54),
    description: 'Unpaid seats that one traveller may hold in total',
    example: '54',
  },
  CORS_ORIGINS: {
    schema: Joi.string().custom(validOrigins),
    description:
      'Origins whose pages may call the API, separated by commas: https://shop.example; by default none',
  },
  RATE_LIMIT: {
    // nginx/start.sh reads it, too, and accepts only whole numbers.
    schema: Joi.string()
      .pattern(/^\d{1,6}$/, 'a whole number, 0 to 999999')
      .default('1000'),
    description: 'Requests per second that nginx accepts from one client address; 0 is off',
    example: '1000',
  },
  TRUSTED_PROXIES: {
    schema: Joi.string().pattern(/^[\w.:/, -]+$/, 'addresses separated by commas'),
    description: 'Proxies in front of nginx, separated by commas, whose X-Forwarded headers are trusted',
  },
  DRAIN_SECONDS: {
    schema: Joi.number().integer().min(0).max(60).default(2),
    description:
      'How many seconds a process still serves after SIGTERM, not ready, so that load balancers notice',
    example: '2',
  },
  LOG_LEVEL: {
    schema: Joi.string().valid('trace', 'debug', 'info', 'warn', 'error', 'silent').default('info'),
    description: 'How much to log: debug adds a line for each request',
    example: 'info',
  },
  LOG_FORMAT: {
    schema: Joi.string().valid('json', 'pretty'),
    description: 'json or pretty; by default pretty in a terminal, json elsewhere',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url,
    description: 'Receiver of traces, OTLP over HTTP, such as http://localhost:4318; without it, no traces',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: Joi.string().pattern(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, 'name=value, separated by commas'),
    description: 'Headers for the receiver of traces: name=value, separated by commas',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: Joi.number().min(0).max(1).default(1),
    description: "Share of requests that are traced, 0 to 1, unless the client's trace decides",
    example: '1',
  },
  OTEL_SERVICE_NAME: {
    schema: Joi.string().max(100),
    description: 'Name of the service in traces; by default holdfast- and the role',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;
