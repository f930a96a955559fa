import type Joi from 'joi';
import {
  isPlainObject,
  onlyHas,
  ruleCheck,
  Unsupported,
  type Check,
  type Fields,
  type Rule,
} from './compiled-rules.js';

/** The parts of Joi's description of a schema that a check can be made from. */
interface Description {
  readonly type: string;
  readonly flags?: { readonly presence?: unknown; readonly only?: unknown };
  readonly allow?: readonly unknown[];
  readonly rules?: readonly Rule[];
  readonly keys?: Readonly<Record<string, Description>>;
  readonly dependencies?: readonly Dependency[];
  readonly items?: readonly Description[];
}

interface Dependency {
  readonly rel: string;
  readonly key?: string;
  readonly peers: readonly string[];
}

/** Parts of a description that any type may have. Examples and metas do not affect validation. */
const PARTS = ['type', 'flags', 'allow', 'rules', 'examples', 'metas'];

/** Flags that any type may have. `error` only replaces the errors of a value that is not accepted. */
const FLAGS = ['description', 'presence', 'only', 'error'];

/** Makes the check of a type; its rules are checked in addition. */
const TYPES: Readonly<Record<string, (description: Description) => Check>> = {
  string: (description) => {
    onlyHas(description, PARTS);
    return (value) => typeof value === 'string' && value !== '';
  },
  number: (description) => {
    onlyHas(description, PARTS);
    // Joi changes -0 to 0, and rejects what is not a safe number even if it has a fraction.
    return (value) =>
      typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0);
  },
  array: arrayCheck,
  object: objectCheck,
};

/**
 * Makes a check of a schema that is far cheaper than Joi, from Joi's description of it; null if the description has
 * anything that this module does not know. Only for schemas of Joi itself, without extensions of its types.
 */
export function compiledCheck(schema: Joi.Schema): Check | null {
  try {
    return checkOf(schema.describe() as Description);
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

function checkOf(description: Description): Check {
  const { type, flags = {}, allow = [], rules = [] } = description;
  onlyHas(flags, FLAGS);
  if (flags.presence === 'forbidden') throw new Unsupported('a forbidden value');
  const ofType = Object.hasOwn(TYPES, type) ? TYPES[type]?.(description) : undefined;
  if (ofType === undefined) throw new Unsupported(`the type ${type}`);
  const checks = [ofType, ...rules.map((rule) => ruleCheck(type, rule))];
  const fits: Check = (value) => checks.every((check) => check(value));
  if (allow.length === 0 && flags.only === undefined) return fits;

  if (!allow.every(isPrimitive)) throw new Unsupported('an allowed value that is not a primitive');
  const allowed = new Set(allow);
  if (flags.only === true) return (value) => allowed.has(value);
  return (value) => allowed.has(value) || fits(value);
}

function objectCheck(description: Description): Check {
  onlyHas(description, [...PARTS, 'keys', 'dependencies']);
  const { keys, dependencies = [] } = description;
  // Joi reads inherited fields as well, and a description cannot show a key named `__proto__`.
  if (keys === undefined || Object.getPrototypeOf(keys) !== Object.prototype)
    throw new Unsupported('an object with any keys');
  const fields = Object.entries(keys).map(([key, part]) => {
    if (key in Object.prototype) throw new Unsupported(`the key ${key}`);
    return { key, isRequired: isRequired(part), check: checkOf(part) };
  });
  const dependent = dependencies.map((dependency) => dependencyCheck(dependency, keys));
  return (value) => {
    if (!isPlainObject(value)) return false;
    let known = 0;
    for (const { key, isRequired: mustExist, check } of fields) {
      const part = value[key];
      if (part === undefined ? mustExist : !check(part)) return false;
      if (part !== undefined) known += 1;
    }
    return Object.keys(value).length === known && dependent.every((check) => check(value));
  };
}

function dependencyCheck(
  dependency: Dependency,
  keys: Readonly<Record<string, Description>>,
): (value: Fields) => boolean {
  onlyHas(dependency, ['rel', 'key', 'peers']);
  const { rel, key, peers } = dependency;
  const named = key === undefined ? peers : [key, ...peers];
  if (!named.every((name) => /^\w+$/.test(name) && Object.hasOwn(keys, name)))
    throw new Unsupported('a rule between fields that are not keys of the object');
  if (rel === 'xor') return (value) => peers.filter((peer) => value[peer] !== undefined).length === 1;
  if (rel === 'with' && key !== undefined)
    return (value) => value[key] === undefined || peers.every((peer) => value[peer] !== undefined);
  throw new Unsupported(`the rule ${rel} between fields`);
}

function arrayCheck(description: Description): Check {
  onlyHas(description, [...PARTS, 'items']);
  const [item, ...others] = description.items ?? [];
  // A required item is one that the array must contain.
  if (item === undefined || others.length > 0 || isRequired(item))
    throw new Unsupported('an array without one schema for all items');
  const check = checkOf(item);
  return (value) => {
    if (!Array.isArray(value)) return false;
    // Unlike `every`, this does not skip the gaps of a sparse array, which Joi rejects.
    for (const part of value as unknown[]) if (!check(part)) return false;
    return true;
  };
}

function isRequired({ flags = {} }: Description): boolean {
  return flags.presence === 'required';
}

function isPrimitive(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
