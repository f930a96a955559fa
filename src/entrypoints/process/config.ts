import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { configOf, type Config, type Values } from './config-of.js';
import { PROJECT_FOLDER } from './project-folder.js';
import { misspellingsIn } from './misspellings.js';
import type { Use } from './uses.js';
import { VARIABLES, type Variable } from './variables.js';

export type { Config, DatabaseConfig, LogFormat, TracingConfig } from './config-of.js';
export { USES, type Use } from './uses.js';

/** The environment is not valid. Names every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process, with defaults from `.env` beside package.json or from the file in ENV_FILE. */
export function readEnvironment(): Environment {
  const named = process.env['ENV_FILE'];
  const file = named ?? join(PROJECT_FOLDER, '.env');
  return { ...readEnvFile(file, named !== undefined), ...withoutEmpty(process.env) };
}

/**
 * Validates the variables that the program uses, ignores the others, and returns the configuration. Throws ConfigError.
 */
export function configFrom(environment: Environment, use: Use = 'serving'): Config {
  const given = partOf(withoutEmpty(environment), use);
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema }] of Object.entries<Variable>(VARIABLES)) {
    const checked = schema.label(name).validate(given[name], { errors: { wrap: { label: false } } });
    if (checked.error !== undefined) problems.push(checked.error.message);
    values[name] = checked.value as unknown;
  }
  const warnings: string[] = [];
  for (const { name, nearest, isCertain } of misspellingsIn(Object.keys(withoutEmpty(environment)))) {
    const unknown = `${name} is no variable of Holdfast.`;
    if (isCertain) problems.push(`${unknown} ${nearest} is meant: rename it, or remove it`);
    else warnings.push(`${unknown} The nearest name is ${nearest}.`);
  }
  problems.push(...problemsTogether(given, use));
  if (problems.length > 0) throw new ConfigError(problems);
  return configOf(values as unknown as Values, environment['PATH'] ?? '', warnings);
}

function partOf(environment: Environment, use: Use): Environment {
  if (use === 'serving') return environment;
  const names = ['NODE_ENV', ...use];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => names.includes(name)));
}

/** Problems that involve more than one variable. */
function problemsTogether(given: Environment, use: Use): string[] {
  const problems: string[] = [];
  const isServing = use === 'serving';
  const opensStore = isServing || use.includes('STORE');
  if (isServing && given['ROLE'] === 'booking' && given['SEARCH_URL'] === undefined) {
    problems.push('SEARCH_URL is needed with ROLE=booking: the URL of search');
  }
  if (given['STORE'] === 'memory' && given['DB_HOST'] !== undefined) {
    problems.push('STORE=memory and DB_HOST contradict each other: leave one of them out');
  }
  if (given['NODE_ENV'] !== 'production') return problems;
  if (isServing && given['JWT_SECRET'] === undefined) {
    problems.push('JWT_SECRET is needed with NODE_ENV=production');
  }
  if (opensStore && given['DB_HOST'] === undefined && given['STORE'] === undefined) {
    problems.push(
      'DB_HOST is needed with NODE_ENV=production, or STORE=memory if all data may end with the process',
    );
  }
  const known = Object.values<Variable>(VARIABLES).flatMap(({ example, forDevelopmentOnly }) =>
    forDevelopmentOnly === true ? [example] : [],
  );
  for (const name of Object.keys(VARIABLES)) {
    if (given[name] !== undefined && known.includes(given[name])) {
      problems.push(`${name} is a value of .env.example, which is public: production needs its own`);
    }
  }
  return problems;
}

function readEnvFile(file: string, mustExist: boolean): Environment {
  try {
    return withoutEmpty(parseEnv(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return {};
    throw new ConfigError([`the variables file cannot be read: ${message}`]);
  }
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}
