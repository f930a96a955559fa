import type Joi from 'joi';
import type { Dated } from '../contract/example-dates.js';

/** The example for a day: replaces every function in it by its value for `today`. */
export function exampleOn(today: string, example: unknown): unknown {
  if (typeof example === 'function') return exampleOn(today, (example as Dated<unknown>)(today));
  if (Array.isArray(example)) return example.map((item) => exampleOn(today, item));
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(Object.entries(example).map(([key, part]) => [key, exampleOn(today, part)]));
}

/**
 * The example of a schema: the last one that it was given, otherwise one made from the examples of its parts or from
 * its first allowed value. Undefined if there is none.
 */
export function exampleOf(schema: Joi.Schema, today: string): unknown {
  const given = termsOf(schema, 'examples').at(-1);
  if (given !== undefined) return exampleOn(today, given);
  const keys = keysOf(schema);
  if (keys.length > 0) {
    return Object.fromEntries(
      keys.flatMap(({ key, schema: part }) => {
        const example = exampleOf(part, today);
        return example === undefined ? [] : [[key, example]];
      }),
    );
  }
  const [item] = itemsOf(schema);
  if (item !== undefined) return [exampleOf(item, today)];
  return allowedValues(schema)[0];
}

/** The fields of an object schema. */
export function keysOf(schema: Joi.Schema): readonly { readonly key: string; readonly schema: Joi.Schema }[] {
  return termsOf(schema, 'keys') as ReturnType<typeof keysOf>;
}

/** The schemas of an array schema's items. */
export function itemsOf(schema: Joi.Schema): readonly Joi.Schema[] {
  return termsOf(schema, 'items') as Joi.Schema[];
}

function termsOf(schema: Joi.Schema, name: string): readonly unknown[] {
  return (schema.$_terms[name] ?? []) as readonly unknown[];
}

/** The values that a schema allows by name. Reads a private field, because `describe` is slow for large schemas. */
export function allowedValues(schema: Joi.Schema): readonly unknown[] {
  const { _valids: allowed } = schema as unknown as { readonly _valids: { values(): unknown[] } | null };
  return allowed?.values() ?? [];
}
