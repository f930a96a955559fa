import type { Schema } from './contract.js';

/** A place in a body: its value and its schema. */
export interface Place {
  /** Keys and indices from the root. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** Returns every place of the value that the schema describes, the root first. */
export function placesOf(
  schema: Schema,
  value: unknown,
  path: Place['path'] = [],
  isRequired = true,
): Place[] {
  const here: Place = { path, value, schema, isRequired };
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [here];
    return [here, ...value.flatMap((item, index) => placesOf(items, item, [...path, index], false))];
  }
  if (typeof value !== 'object' || value === null) return [here];
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined) return [];
    return placesOf(property, part, [...path, key], schema.required?.includes(key) ?? false);
  });
  return [here, ...inside];
}

/** Returns the body with another value at a place; undefined removes the place. */
export function withValueAt(body: unknown, path: Place['path'], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(body)) {
    const copy: unknown[] = [...(body as unknown[])];
    copy[Number(key)] = withValueAt(copy[Number(key)], rest, value);
    return copy;
  }
  const object = body as Record<string, unknown>;
  const part = withValueAt(object[key], rest, value);
  const others = Object.entries(object).filter(([other]) => other !== key);
  return Object.fromEntries(part === undefined ? others : [...others, [key, part]]);
}

/** Returns the object with one more field of any name, including `__proto__`. */
export function withField(object: object, name: string, value: unknown): object {
  const copy = { ...object };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
