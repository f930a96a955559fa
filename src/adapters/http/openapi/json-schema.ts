import type Joi from 'joi';
import { nameOf } from '../contract/named-schema.js';
import { allowedValues, exampleOf, itemsOf, keysOf } from './examples.js';

/** A JSON Schema (2020-12), as plain data. */
export type JsonSchema = Record<string, unknown>;

interface StandardJsonSchema {
  readonly '~standard': { readonly jsonSchema: { input(options: { target: 'draft-2020-12' }): JsonSchema } };
}

/** Joi's description of a rule between the fields of an object. */
interface Dependency {
  readonly rel: string;
  readonly key?: string;
  readonly peers: readonly string[];
}

/** Converts Joi schemas to JSON Schemas, and collects the named ones. */
export class SchemaConverter {
  private readonly components = new Map<string, JsonSchema>();

  /** @param today the day for which examples are made (`2027-01-15`, UTC) */
  constructor(private readonly today: string) {}

  /** The named schemas that were converted so far, sorted by name. */
  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The JSON Schema, or a reference to it if the schema has a name. */
  convert(schema: Joi.Schema): JsonSchema {
    const named = nameOf(schema);
    if (named === null) return this.inline(schema);
    this.define(named.name, () => this.inline(named.schema));
    const { description, default: preset } = schema._flags;
    const reference = referenceTo(named.name);
    const isNullable = allowedValues(schema).includes(null);
    const example = exampleOf(schema, this.today);
    return {
      ...(isNullable ? { anyOf: [reference, { type: 'null' }] } : reference),
      ...(description === named.schema._flags['description'] ? {} : { description: description as unknown }),
      ...(preset === undefined ? {} : { default: preset as unknown }),
      ...(isSame(example, exampleOf(named.schema, this.today)) ? {} : { examples: [example] }),
    };
  }

  /** Defines a named schema, unless the name is defined already, and returns a reference to it. */
  define(name: string, make: () => JsonSchema): JsonSchema {
    if (!this.components.has(name)) {
      // The name is reserved first, because `make` may define the schemas of its parts.
      this.components.set(name, {});
      this.components.set(name, make());
    }
    return referenceTo(name);
  }

  /** The JSON Schema itself; its named parts are references. */
  inline(schema: Joi.Schema): JsonSchema {
    const converted = bareSchemaOf(schema);
    const [item] = itemsOf(schema);
    const keys = keysOf(schema);
    const example = exampleOf(schema, this.today);
    return {
      ...converted,
      ...(keys.length === 0
        ? {}
        : { properties: Object.fromEntries(keys.map((each) => [each.key, this.convert(each.schema)])) }),
      ...(item === undefined ? {} : { items: this.convert(item) }),
      ...integerBounds(converted),
      ...between(dependenciesOf(schema)),
      ...(example === undefined ? {} : { examples: [example] }),
    };
  }
}

export function referenceTo(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function bareSchemaOf(schema: Joi.Schema): JsonSchema {
  return (schema as unknown as StandardJsonSchema)['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
}

/** Joi rejects numbers that JavaScript cannot represent exactly, but its JSON Schema omits that bound. */
function integerBounds({ type, maximum }: JsonSchema): JsonSchema {
  const isInteger = [type].flat().includes('integer');
  return isInteger && maximum === undefined ? { maximum: Number.MAX_SAFE_INTEGER } : {};
}

/** Returns early for schemas without such rules, because `describe` is slow. */
function dependenciesOf(schema: Joi.Schema): readonly Dependency[] {
  if ((schema.$_terms['dependencies'] ?? null) === null) return [];
  return (schema.describe() as { readonly dependencies?: readonly Dependency[] }).dependencies ?? [];
}

/** The rules between fields, which Joi's own conversion omits. */
function between(dependencies: readonly Dependency[]): JsonSchema {
  const rules: JsonSchema = {};
  for (const { rel, key, peers } of dependencies) {
    if (rel === 'xor') rules['oneOf'] = peers.map((peer) => ({ required: [peer] }));
    else if (rel === 'with' && key !== undefined) rules['dependentRequired'] = { [key]: peers };
    else throw new Error(`the rule '${rel}' between fields has no JSON Schema here`);
  }
  return rules;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
