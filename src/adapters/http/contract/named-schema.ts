import type Joi from 'joi';

/** A schema that the OpenAPI document lists by its name. */
export interface NamedSchema {
  readonly name: string;
  /** The schema as it was named, without the descriptions that its uses add. */
  readonly schema: Joi.Schema;
}

/** Gives a schema a name under `components/schemas` of the OpenAPI document. Validation does not change. */
export function named<S extends Joi.Schema>(name: string, schema: S): S {
  return schema.meta({ component: { name, schema } satisfies NamedSchema }) as S;
}

/** The latest name given to a schema or to one that it was made from; null without a name. */
export function nameOf(schema: Joi.Schema): NamedSchema | null {
  const metas = (schema.$_terms['metas'] ?? []) as readonly { readonly component?: NamedSchema }[];
  return metas.findLast(({ component }) => component !== undefined)?.component ?? null;
}
