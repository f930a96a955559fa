import Joi from 'joi';
import { named } from './named-schema.js';

const LIMIT_DEFAULT = 20;

/** The query parameters that select a page of a list. */
export const pageQuery = {
  limit: Joi.number()
    .integer()
    .min(1)
    .max(100)
    .default(LIMIT_DEFAULT)
    .description(`How many entries to return at most, from 1 to 100; ${LIMIT_DEFAULT} by default.`)
    .example(LIMIT_DEFAULT),
  cursor: Joi.string()
    .max(512)
    .description('The `next` of the previous page, to continue the list after it. Treat it as opaque.')
    .example('eyJhZnRlciI6IkxIUiJ9'),
};

/** The schema of one page of a list, under `name` in the OpenAPI document. */
export function pageOf(name: string, item: Joi.Schema): Joi.ObjectSchema {
  return named(
    name,
    Joi.object({
      data: Joi.array()
        .items(item)
        .description('The entries of this page, in the order of the list.')
        .required(),
      next: Joi.string()
        .allow(null)
        .description('The `cursor` of the next page; null on the last page.')
        .example(null)
        .required(),
    }).description('One page of a list.'),
  );
}
