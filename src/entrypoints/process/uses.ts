import type { VariableName } from './variables.js';

const DATABASE = ['DB_HOST', 'DB_PORT', 'DB_USER', 'DB_PASSWORD', 'DB_NAME'] as const;
const OPEN_STORE = [
  'ROLE',
  ...DATABASE,
  'DB_POOL_SIZE',
  'MIGRATE_ON_START',
  'LOG_LEVEL',
  'LOG_FORMAT',
] as const;

/** The variables that each command uses besides NODE_ENV. It ignores all others. */
export const USES = {
  migrate: ['ROLE', ...DATABASE],
  provision: [...DATABASE, 'BOOKING_DB_PASSWORD', 'SEARCH_DB_PASSWORD'],
  backup: ['ROLE', ...DATABASE],
  restore: ['ROLE', ...DATABASE],
  audit: [...DATABASE, 'SEARCH_URL', 'HOLD_SECONDS', 'HOLD_MAX_SECONDS', 'PAYMENT_MAX_SECONDS'],
  user: OPEN_STORE,
  import: [...OPEN_STORE, 'STORE', 'CURRENCY'],
} as const satisfies Readonly<Record<string, readonly VariableName[]>>;

/** The variables that a program uses; a serving process uses all of them. */
export type Use = 'serving' | readonly VariableName[];
