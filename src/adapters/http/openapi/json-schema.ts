import type Joi from 'joi';

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

/** A Joi schema as JSON Schema, with those rules between fields that Joi's own conversion leaves out. */
export function jsonSchemaOf(schema: Joi.Schema): JsonSchema {
  const converted = (schema as unknown as StandardJsonSchema)['~standard'].jsonSchema.input({
    target: 'draft-2020-12',
  });
  const described = schema.describe() as { dependencies?: readonly Dependency[] };
  return { ...converted, ...between(described.dependencies ?? []) };
}

function between(dependencies: readonly Dependency[]): JsonSchema {
  const rules: JsonSchema = {};
  for (const { rel, key, peers } of dependencies) {
    if (rel === 'xor') rules['oneOf'] = peers.map((peer) => ({ required: [peer] }));
    else if (rel === 'with' && key !== undefined) rules['dependentRequired'] = { [key]: peers };
    else throw new Error(`the rule '${rel}' between fields has no JSON Schema here`);
  }
  return rules;
}

/** Named schemas, and a way to name them wherever they stand in others. */
export class SchemaComponents {
  private readonly names = new Map<string, string>();
  private readonly schemas: Record<string, JsonSchema> = {};

  constructor(named: Readonly<Record<string, Joi.Schema>>) {
    for (const [name, schema] of Object.entries(named)) {
      const bare = (schema as unknown as StandardJsonSchema)['~standard'].jsonSchema.input({
        target: 'draft-2020-12',
      });
      this.names.set(JSON.stringify(bare), name);
      this.schemas[name] = jsonSchemaOf(schema);
    }
  }

  /** All of them, each referring to the others. */
  all(): Record<string, JsonSchema> {
    return Object.fromEntries(
      Object.entries(this.schemas).map(([name, schema]) => [name, this.within(schema)]),
    );
  }

  /** The schema, or a reference to it if it is a named one. */
  refer(schema: Joi.Schema): unknown {
    return this.replace(jsonSchemaOf(schema));
  }

  private replace(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part;
    const name = this.names.get(JSON.stringify(part));
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
    return this.within(part);
  }

  private within<T extends object>(part: T): T {
    if (Array.isArray(part)) return part.map((item) => this.replace(item)) as unknown as T;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.replace(value)])) as T;
  }
}
