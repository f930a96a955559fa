import type { JsonSchema } from './json-schema.js';

/** OpenAPI's response object, or a reference to one. */
export interface ResponseObject {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: JsonSchema;
  readonly content?: JsonSchema;
}

/** Responses by status, or shared responses by name. */
export type Responses = Readonly<Record<string, ResponseObject>>;

/** Every response header, for `components`. */
export const HEADERS: Readonly<Record<string, JsonSchema>> = {
  'X-Request-Id': header(
    'The `X-Request-Id` of the request, or a new one if it had none.',
    '0199c0de-0000-7000-8000-00000000d001',
  ),
  'Retry-After': {
    description: 'How many seconds to wait before retrying, 1 or more.',
    schema: { type: 'integer', minimum: 1, examples: [1] },
  },
  ETag: header(
    'The version of what is returned. Send it as `If-Match` or as `If-None-Match`, where the operation takes one.',
    '"3"',
  ),
  Location: header('The path of what was created.', '/bookings/0199c0de-0000-7000-8000-00000000b001'),
  'Content-Disposition': header(
    'The name under which to keep the document.',
    'attachment; filename="boarding-pass-K7PWX2.pdf"',
  ),
  'Set-Cookie': header(
    'The refresh token in a cookie, if the login asked for one: `HttpOnly`, `SameSite=Strict`, for `/auth` alone, and ' +
      '`Secure` over HTTPS.',
    'holdfast_refresh=a0bB1cC2dD3eE4fF5gG6hH7iI8jJ9kK; Path=/auth; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure',
  ),
  'WWW-Authenticate': header('The authentication scheme.', 'Bearer'),
  'Idempotency-Replayed': {
    description:
      '`true` if this is the stored response of an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string', enum: ['true'], examples: ['true'] },
  },
};

/** References to the named headers in `components`. */
export function headersNamed(names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function header(description: string, example: string): JsonSchema {
  return { description, schema: { type: 'string', examples: [example] } };
}
