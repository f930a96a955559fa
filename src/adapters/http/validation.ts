import type Joi from 'joi';
import { Refusal, type InputError } from '../../domain/shared/refusal.js';
import { compiledCheck } from './compiled-check.js';
import { cut, pointerPart } from './json-pointer.js';

/** Bounds of a response: how many errors it lists, and how many characters each text of an error has. */
const ERRORS_MAX = 20;
const ERROR_TEXT_LENGTH_MAX = 300;

/**
 * A body with more parts is validated only up to its first fault, because listing ten thousand faults would block the
 * process. No ordinary body has half as many parts.
 */
const PARTS_MAX = 500;

/** The limit of query parameters: far more than any operation takes. */
const PARAMETERS_MAX = 100;

/** Messages by the kind of fault. They never contain the value, which may be large or secret. */
const MESSAGES = {
  'string.pattern.base': 'has the wrong format',
  'string.pattern.name': 'must be {#name}',
  'string.email': 'must be an e-mail address',
  'string.empty': 'must not be empty',
  'any.only': 'must be one of {#valids}',
  'any.required': 'is missing',
  'object.unknown': 'is not known; leave it out',
  'object.xor': 'must not have both {#peers}',
  'object.missing': 'must have one of {#peers}',
  'object.with': '{#main} requires {#peer}',
  'object.min': 'must have at least one field',
  'array.unique': 'must not contain duplicates',
  'number.unsafe': 'is too large to be represented exactly',
  'name.fault': '{#fault}',
};

const BODY = { abortEarly: false, convert: false, messages: MESSAGES, errors: { label: false } } as const;
const LARGE_BODY = { ...BODY, abortEarly: true } as const;
const QUERY = { ...BODY, convert: true } as const;

const asBody = once((schema) => schema.required().prefs(BODY));
const asLargeBody = once((schema) => schema.required().prefs(LARGE_BODY));
const asQuery = once((schema) => schema.prefs(QUERY));
const checkOf = once(compiledCheck);

/** Caches the result of `make` for each schema, because Joi would otherwise compile the messages for each request. */
function once<T>(make: (schema: Joi.ObjectSchema) => T) {
  const made = new WeakMap<Joi.ObjectSchema, T>();
  return (schema: Joi.ObjectSchema): T => {
    const known = made.get(schema);
    if (known !== undefined) return known;
    const result = make(schema);
    made.set(schema, result);
    return result;
  };
}

/**
 * The body, if it fits the schema without type conversion; throws Refusal `validation-failed` otherwise. Joi decides
 * about every body that the compiled check does not accept, and words the errors.
 */
export function validBody(schema: Joi.ObjectSchema, body: unknown): unknown {
  if (checkOf(schema)?.(body) === true) return body;
  const prepared = isLarge(body) ? asLargeBody(schema) : asBody(schema);
  return valid(prepared, body, ({ path, message }) => {
    return { pointer: path.map((part) => `/${pointerPart(String(part))}`).join(''), detail: message };
  });
}

/**
 * The query with its numbers parsed, if it fits the schema; throws Refusal `validation-failed` otherwise, also for a
 * repeated parameter.
 */
export function validQuery(schema: Joi.ObjectSchema, text: string): unknown {
  const query = parametersIn(text);
  return valid(asQuery(schema), query, ({ path, message }) => {
    const parameter = String(path[0] ?? '');
    const repeated = Array.isArray(query[parameter]);
    return { parameter, detail: repeated ? 'is repeated; send it once' : message };
  });
}

/** The path parameters as the schema converts them; null if they do not fit it, so that no such resource can exist. */
export function validParams(schema: Joi.ObjectSchema, params: unknown): object | null {
  const result: Joi.ValidationResult<object> = asQuery(schema).validate(params);
  return result.error === undefined ? result.value : null;
}

/** Throws Refusal `validation-failed` for the errors, if there are any. */
export function rejectErrors(errors: readonly InputError[]): void {
  if (errors.length === 0) return;
  throw new Refusal('validation-failed', 'Fix the problems listed in `errors` and send the request again.', {
    errors: errors.slice(0, ERRORS_MAX).map(bounded),
  });
}

function bounded({ pointer, parameter, detail }: InputError): InputError {
  return {
    ...(pointer === undefined ? {} : { pointer: cut(pointer, ERROR_TEXT_LENGTH_MAX) }),
    ...(parameter === undefined ? {} : { parameter: cut(parameter, ERROR_TEXT_LENGTH_MAX) }),
    detail: cut(detail, ERROR_TEXT_LENGTH_MAX),
  };
}

/**
 * The parameters of a query string; a repeated one as a list. Koa's own `query` takes time quadratic in the repetitions
 * of a name.
 */
function parametersIn(text: string): Readonly<Record<string, string | string[]>> {
  const values = new Map<string, string | string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > PARAMETERS_MAX)
      rejectErrors([
        { parameter: name, detail: `is one parameter too many: send at most ${PARAMETERS_MAX}` },
      ]);
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(values);
}

/** Whether a value has more than PARTS_MAX parts. Its nesting is already bounded. */
function isLarge(value: unknown): boolean {
  const waiting = [value];
  for (let counted = 0; waiting.length > 0; counted += 1) {
    const part = waiting.pop();
    const parts: unknown[] = typeof part === 'object' && part !== null ? Object.values(part) : [];
    if (counted + waiting.length + parts.length > PARTS_MAX) return true;
    waiting.push(...parts);
  }
  return false;
}

function valid(
  schema: Joi.ObjectSchema,
  value: unknown,
  toError: (item: Joi.ValidationErrorItem) => InputError,
): unknown {
  const result = schema.validate(value);
  const errors = (result.error?.details ?? []).map(toError);
  if (hasOwnPrototype(value)) errors.push(toError(prototypeError()));
  rejectErrors(errors);
  return result.value;
}

/** Joi ignores a key of this name. */
function hasOwnPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');
}

function prototypeError(): Joi.ValidationErrorItem {
  return { path: ['__proto__'], message: MESSAGES['object.unknown'], type: 'object.unknown' };
}
