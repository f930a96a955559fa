import type Joi from 'joi';

/**
 * Returns true only for a value that Joi accepts without changing it. False may mean either: then Joi decides. The
 * value must come from JSON.parse. Takes time linear in its length.
 */
export type Check = (value: unknown) => boolean;

/** A rule as Joi describes it. */
export interface Rule {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Thrown for a schema with a part that has no compiled check. */
export class Unsupported extends Error {}

/** Makes the check of a rule for a value of the right type, by the names of the type and the rule. */
const RULES: Readonly<Record<string, (rule: Rule) => Check>> = {
  'string min': (rule) => lengthCheck(rule, (length, limit) => length >= limit),
  'string max': (rule) => lengthCheck(rule, (length, limit) => length <= limit),
  'string pattern': ({ args = {} }) => {
    onlyHas(args, ['regex', 'options']);
    onlyHas(args['options'] ?? {}, ['name']);
    const pattern = patternOf(args['regex']);
    return (value) => pattern.test(value as string);
  },
  'string custom': customCheck,
  'number integer': (rule) => {
    onlyHas(rule.args ?? {}, []);
    return Number.isInteger;
  },
  'number min': (rule) => {
    const limit = limitOf(rule);
    return (value) => (value as number) >= limit;
  },
  'number max': (rule) => {
    const limit = limitOf(rule);
    return (value) => (value as number) <= limit;
  },
  'array min': (rule) => lengthCheck(rule, (length, limit) => length >= limit),
  'array max': (rule) => lengthCheck(rule, (length, limit) => length <= limit),
  'array unique': uniqueCheck,
  'object min': (rule) => {
    const limit = limitOf(rule);
    return (value) => Object.keys(value as object).length >= limit;
  },
};

/** Makes the check of a rule for values of its type; throws Unsupported for an unknown rule or argument. */
export function ruleCheck(type: string, rule: Rule): Check {
  onlyHas(rule, ['name', 'args']);
  const name = `${type} ${rule.name}`;
  const check = Object.hasOwn(RULES, name) ? RULES[name]?.(rule) : undefined;
  if (check === undefined) throw new Unsupported(`the rule ${name}`);
  return check;
}

/** No two items may be the same text or number; the items may be named by a field of theirs. Other items go to Joi. */
function uniqueCheck({ args = {} }: Rule): Check {
  onlyHas(args, ['comparator']);
  const { comparator } = args;
  if (comparator === undefined) return (value) => areDifferent(value as unknown[]);
  // Joi reads a text with dots as a path, and one with digits as an index.
  if (typeof comparator !== 'string' || !/^[a-z]+$/i.test(comparator) || comparator in Object.prototype)
    throw new Unsupported('unique by anything but a field');
  return (value) =>
    areDifferent((value as unknown[]).map((item) => (isPlainObject(item) ? item[comparator] : undefined)));
}

function areDifferent(values: readonly unknown[]): boolean {
  return (
    new Set(values).size === values.length &&
    values.every((value) => typeof value === 'string' || typeof value === 'number')
  );
}

/** Calls the schema's own function, which may only return the value or `helpers.error(…)`; otherwise Joi decides. */
function customCheck({ args = {} }: Rule): Check {
  onlyHas(args, ['method']);
  const method = args['method'] as Joi.CustomValidator;
  return (value) => {
    try {
      return method(value, CUSTOM_HELPERS) === value;
    } catch {
      return false;
    }
  };
}

const CUSTOM_HELPERS = new Proxy<Joi.CustomHelpers>({} as Joi.CustomHelpers, {
  get: (_, name) => {
    if (name === 'error') return () => ({});
    throw new Unsupported('a rule that uses more than helpers.error');
  },
});

function lengthCheck(rule: Rule, isWithin: (length: number, limit: number) => boolean): Check {
  const limit = limitOf(rule);
  return (value) => isWithin((value as { readonly length: number }).length, limit);
}

function limitOf({ args = {} }: Rule): number {
  onlyHas(args, ['limit']);
  const { limit } = args;
  if (typeof limit !== 'number') throw new Unsupported('a limit that is not a number');
  return limit;
}

/** The regular expression that a description shows as text. */
function patternOf(text: unknown): RegExp {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(String(text)) ?? [];
  if (source === undefined) throw new Unsupported('a pattern that is not a regular expression');
  return new RegExp(source, flags);
}

/** Whether the value is an object as JSON.parse makes them. */
export function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Throws Unsupported if a part of a description has keys that are not listed. */
export function onlyHas(part: object, names: readonly string[]): void {
  const other = Object.keys(part).find((name) => !names.includes(name));
  if (other !== undefined) throw new Unsupported(`a schema with ${other}`);
}
