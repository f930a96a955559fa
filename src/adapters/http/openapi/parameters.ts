import type Joi from 'joi';
import type { OperationSpec } from '../contract/operation.js';
import { REFRESH_COOKIE } from '../refresh-cookie.js';
import { exampleOf, keysOf } from './examples.js';
import type { JsonSchema, SchemaConverter } from './json-schema.js';

const EXAMPLE_KEY = '4f6a7d0c-8d0e-4c62-9d6a-0b3f6d6e5a11';

/** All parameters of an operation: in the path, in the query, in headers and in the cookie. */
export function parametersOf(spec: OperationSpec, schemas: SchemaConverter, today: string): JsonSchema[] {
  const own = (schema: Joi.ObjectSchema | undefined, where: 'path' | 'query') =>
    schema === undefined
      ? []
      : keysOf(schema).map(({ key, schema: value }) => parameter(key, where, value, schemas, today));
  return [
    ...own(spec.params, 'path'),
    ...own(spec.query, 'query'),
    ...headerParameters(spec),
    ...cookieParameters(spec),
  ];
}

/**
 * An optional parameter has its example in its schema. The page at `/docs` fills in the examples of parameters, and a
 * request should not send every filter.
 */
function parameter(
  name: string,
  where: 'path' | 'query',
  value: Joi.Schema,
  schemas: SchemaConverter,
  today: string,
): JsonSchema {
  const required = value._flags['presence'] === 'required';
  const example = exampleOf(value, today);
  const { description, examples, ...schema } = schemas.convert(value);
  return {
    name,
    in: where,
    required,
    description: description ?? value._flags['description'],
    ...(required ? { example, schema } : { schema: { ...schema, examples: examples ?? [example] } }),
  };
}

function headerParameters({
  idempotencyKey,
  ifMatch,
  lastEventId,
  cacheSeconds,
}: OperationSpec): JsonSchema[] {
  return [
    ...(idempotencyKey === undefined ? [] : [idempotencyKeyParameter(idempotencyKey)]),
    ...(ifMatch === true
      ? [
          header(
            'If-Match',
            'The `ETag` of the booking that you have. If the booking has changed since, the response is 412.',
            '"3"',
          ),
        ]
      : []),
    ...(cacheSeconds === undefined
      ? []
      : [
          header(
            'If-None-Match',
            'The `ETag` of the response that you have. If it is still current, the response is 304 without a body.',
            '"nUXcJk3ZqPz5rV0aT1bY2w"',
          ),
        ]),
    ...(lastEventId === true
      ? [
          header(
            'Last-Event-ID',
            'The `id` of the last event that you received. The stream continues after it, or with a new `snapshot` if it is too old.',
            '42',
          ),
        ]
      : []),
  ];
}

function cookieParameters({ refreshCookie }: OperationSpec): JsonSchema[] {
  if (refreshCookie !== 'read') return [];
  const description = 'The refresh token, if the login asked for a cookie. Browsers send it by themselves.';
  return [{ ...header(REFRESH_COOKIE, description, 'a0bB1cC2dD3eE4fF5gG6hH7iI8jJ9kK'), in: 'cookie' }];
}

function idempotencyKeyParameter(kind: NonNullable<OperationSpec['idempotencyKey']>): JsonSchema {
  const description =
    kind !== 'unkept'
      ? 'A key of your choice, such as a UUID: 1 to 255 visible ASCII characters. Repeating a request with its key within ' +
        '24 hours returns the same response, and nothing happens twice.'
      : 'Validated but not used: this operation changes nothing. 1 to 255 visible ASCII characters.';
  return {
    ...header('Idempotency-Key', description, EXAMPLE_KEY),
    required: kind === 'required',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', examples: [EXAMPLE_KEY] },
  };
}

function header(name: string, description: string, example: string): JsonSchema {
  return {
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', examples: [example] },
  };
}
