import type Joi from 'joi';
import { nameOf } from '../contract/named-schema.js';
import { allowedValues, exampleOf, itemsOf, keysOf } from './examples.js';

/** A JSON Schema (2020-12), as plain data. */
export type JsonSchema = Record<string, unknown>;

interface StandardJsonSchema {
  readonly '~standard': { readonly jsonSchema: { input(options: { target: 'draft-2020-12' }): JsonSchema } };
}

/** What Joi says of rules between the fields of an object. */
interface Dependency {
  readonly rel: string;
  readonly key?: string;
  readonly peers: readonly string[];
}

/** Makes JSON Schemas of Joi schemas, and collects those that have a name. */
export class SchemaConverter {
  private readonly components = new Map<string, JsonSchema>();

  /** @param today the day from which examples are made, in UTC */
  constructor(private readonly today: string) {}

  /** The named schemas that were met so far, by name. */
  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The schema, or a reference to it if it has a name. */
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

  /** Defines a named schema unless there is one of that name. */
  define(name: string, make: () => JsonSchema): JsonSchema {
    if (!this.components.has(name)) {
      // Its place first: what it is made of may be defined before it.
      this.components.set(name, {});
      this.components.set(name, make());
    }
    return referenceTo(name);
  }

  /** The schema itself; its parts are references where they have names. */
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

/** Joi rejects numbers that JavaScript cannot hold exactly, and does not say so in JSON Schema. */
function integerBounds({ type, maximum }: JsonSchema): JsonSchema {
  const isInteger = [type].flat().includes('integer');
  return isInteger && maximum === undefined ? { maximum: Number.MAX_SAFE_INTEGER } : {};
}

/** To describe a schema takes long; most have no such rules. */
function dependenciesOf(schema: Joi.Schema): readonly Dependency[] {
  if ((schema.$_terms['dependencies'] ?? null) === null) return [];
  return (schema.describe() as { readonly dependencies?: readonly Dependency[] }).dependencies ?? [];
}

/** Rules between fields, which Joi's own conversion leaves out. */
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
