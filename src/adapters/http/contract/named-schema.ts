import type Joi from 'joi';

/** A schema that the OpenAPI document lists by its name. */
export interface NamedSchema {
  readonly name: string;
  /** The schema as it was named, without the descriptions that its uses add. */
  readonly schema: Joi.Schema;
}

/** Joi describes only own fields of metadata, and describing the schema once more at every level takes long. */
class Component implements NamedSchema {
  readonly #schema: Joi.Schema;

  constructor(
    readonly name: string,
    schema: Joi.Schema,
  ) {
    this.#schema = schema;
  }

  get schema(): Joi.Schema {
    return this.#schema;
  }
}

/** Gives a schema a name under `components/schemas` of the OpenAPI document. Validation does not change. */
export function named<S extends Joi.Schema>(name: string, schema: S): S {
  return schema.meta({ component: new Component(name, schema) }) as S;
}

/** The latest name given to a schema or to one that it was made from; null without a name. */
export function nameOf(schema: Joi.Schema): NamedSchema | null {
  const metas = (schema.$_terms['metas'] ?? []) as readonly { readonly component?: NamedSchema }[];
  return metas.findLast(({ component }) => component !== undefined)?.component ?? null;
}
