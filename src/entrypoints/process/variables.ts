import Joi from 'joi';

/** One variable of the environment: what it may be, and what `.env.example` says of it. */
export interface Variable {
  readonly schema: Joi.Schema;
  readonly description: string;
  /** What `.env.example` sets; left out, the variable stands there without a value. */
  readonly example?: string;
  /** The example serves on a developer's machine, and is refused with NODE_ENV=production. */
  readonly forDevelopmentOnly?: boolean;
}

const port = Joi.number().port().allow(0);
const url = Joi.string().uri({ scheme: ['http', 'https'] });
const seconds = Joi.number().integer().min(1).max(86_400);
const password = Joi.string().max(256);
const DEVELOPMENT_PASSWORD = 'for-development-only';
const flag = Joi.string().valid('0', '1');
const secret = Joi.string().custom((value: string, helpers) =>
  Buffer.byteLength(value) >= 32
    ? value
    : helpers.message({ custom: '{#label} must have at least 32 bytes' }),
);

/** A list of origins as browsers send them: scheme, host, and a port that is not the scheme's own. */
function validOrigins(value: string, helpers: Joi.CustomHelpers) {
  const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;
  return value.split(',').every((origin) => isOrigin(origin.trim()))
    ? value
    : helpers.message({
        custom: '{#label} must be origins with commas between, such as https://shop.example',
      });
}

/** Every variable that Holdfast reads, in the order of `.env.example`. */
export const VARIABLES = {
  NODE_ENV: {
    schema: Joi.string().valid('development', 'test', 'production').default('development'),
    description: 'production refuses the values below that are meant for development',
  },
  ROLE: {
    schema: Joi.string().valid('booking', 'search', 'all').default('all'),
    description: 'What this process is: booking, search, or all of it',
  },
  PORT: {
    schema: port,
    description:
      'Where to listen: 8080 for all, otherwise 3000; 0 takes any free port. With docker compose, where nginx is published',
  },
  HOST: {
    schema: Joi.string().hostname(),
    description:
      'Address to listen on: 127.0.0.1 for all, otherwise 0.0.0.0. With docker compose, where nginx is published, 127.0.0.1',
  },
  TRUST_PROXY: {
    schema: flag.default('0'),
    description: '1 behind a proxy that sets X-Forwarded-For, so that limits are by client and not by proxy',
  },
  DB_HOST: {
    schema: Joi.string().hostname(),
    description: "The role's MySQL or MariaDB; without it, memory. Production needs it, or STORE=memory",
  },
  STORE: {
    schema: Joi.string().valid('memory'),
    description: 'memory: everything ends with the process, in production too. For use without DB_HOST',
  },
  DB_PORT: { schema: Joi.number().port().default(3306), description: 'Where it listens', example: '3306' },
  DB_USER: {
    schema: Joi.string().max(80).default('holdfast'),
    description: 'The user of the database, as whom Holdfast asks it',
    example: 'holdfast',
  },
  DB_PASSWORD: {
    schema: password.default(''),
    description: 'The password of that user',
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  DB_NAME: {
    schema: Joi.string().max(64).default('holdfast'),
    description: "The role's database; all keeps both roles' tables in the one",
    example: 'holdfast',
  },
  DB_POOL_SIZE: {
    schema: Joi.number().integer().min(1).max(200),
    description:
      'Connections for requests: 5, but 2 for search, which must never keep the database from booking; all processes ' +
      'together want about twice the cores of the database',
  },
  DB_ROOT_PASSWORD: {
    schema: password,
    description:
      "docker compose gives the server's root user this password; only the one-shot migrations know it",
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  BOOKING_DB_PASSWORD: {
    schema: password,
    description: 'The password that npm run provision gives the user of the booking role, holdfast_booking',
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  SEARCH_DB_PASSWORD: {
    schema: password,
    description: 'The same of the search role, holdfast_search',
    example: DEVELOPMENT_PASSWORD,
    forDevelopmentOnly: true,
  },
  MIGRATE_ON_START: {
    schema: flag.default('1'),
    description: '0 leaves the schema to npm run migrate; a process with an older schema is not ready',
    example: '1',
  },
  JWT_SECRET: {
    schema: secret,
    description:
      'Signs access tokens, 32 bytes at least. Without one each process makes its own; production needs one',
    example: 'for-development-only-change-me-please-0001',
    forDevelopmentOnly: true,
  },
  JWT_SECRET_PREVIOUS: { schema: secret, description: 'Still accepted, while JWT_SECRET is being changed' },
  SEARCH_URL: { schema: url, description: 'Where the booking role finds search; needed by it' },
  BOOKING_URL: {
    schema: url,
    description: 'Where the search role finds booking; without it, search shows the seats left that it knows',
  },
  CURRENCY: {
    schema: Joi.string()
      .pattern(/^[A-Z]{3}$/, 'an ISO 4217 code')
      .default('GBP'),
    description: 'The one currency of this installation, ISO 4217',
    example: 'GBP',
  },
  HOLD_SECONDS: {
    schema: seconds.default(300),
    description: 'How long a hold lasts, 1 to 86400',
    example: '300',
  },
  PAYMENT_MAX_SECONDS: {
    schema: seconds.default(600),
    description: 'How long a running payment keeps its seats at most, 1 to 86400',
    example: '600',
  },
  MAX_HELD_SEATS_PER_FLIGHT: {
    schema: Joi.number().integer().min(1).max(10_000).default(18),
    description: 'Unpaid seats of one flight that one traveller may hold',
    example: '18',
  },
  MAX_HELD_SEATS: {
    schema: Joi.number().integer().min(1).max(100_000).default(54),
    description: 'Unpaid seats that one traveller may hold in all',
    example: '54',
  },
  CORS_ORIGINS: {
    schema: Joi.string().custom(validOrigins),
    description:
      "Pages of other origins that may call the API, with commas between: https://shop.example; no others' may",
  },
  RATE_LIMIT: {
    // Read by nginx's start, too, which knows whole numbers only.
    schema: Joi.string()
      .pattern(/^\d{1,6}$/, 'a whole number, 0 to 999999')
      .default('1000'),
    description: 'Requests a second and client address that nginx lets through; 0 is off',
    example: '1000',
  },
  TRUSTED_PROXIES: {
    schema: Joi.string().pattern(/^[\w.:/, -]+$/, 'addresses with commas between'),
    description:
      'Addresses of proxies in front of nginx, with commas between: what they say of a client is believed',
  },
  DRAIN_SECONDS: {
    schema: Joi.number().integer().min(0).max(60).default(2),
    description:
      'How long a process that is sent SIGTERM goes on answering, not ready any more, while balancers turn away',
    example: '2',
  },
  LOG_LEVEL: {
    schema: Joi.string().valid('trace', 'debug', 'info', 'warn', 'error', 'silent').default('info'),
    description: 'How much to log: debug adds a line for each request',
    example: 'info',
  },
  LOG_FORMAT: {
    schema: Joi.string().valid('json', 'pretty'),
    description: 'json or pretty; otherwise pretty in a terminal, and json elsewhere',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url,
    description: 'Where traces are sent, by OTLP over HTTP: http://localhost:4318; without it there are none',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: Joi.string().pattern(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, 'name=value, with commas between'),
    description: 'What the receiver of traces wants to see: name=value, with commas between',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: Joi.number().min(0).max(1).default(1),
    description:
      'The share of requests that are traced, 0 to 1, unless their client has decided that already',
    example: '1',
  },
  OTEL_SERVICE_NAME: {
    schema: Joi.string().max(100),
    description: 'The name in traces; otherwise holdfast-booking, holdfast-search or holdfast-all',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;
