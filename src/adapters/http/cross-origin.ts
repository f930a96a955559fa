import cors from '@koa/cors';
import type { Middleware } from 'koa';

/** Headers that pages of other origins may send, and may read in a response. */
const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'X-Request-Id',
  'traceparent',
];
const RESPONSE_HEADERS = [
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'Retry-After',
  'X-Request-Id',
  'traceresponse',
];

/** How long a browser may cache the response to a preflight request, in seconds. */
const PREFLIGHT_CACHE_SECONDS = 600;

/** Allows calls only from pages of the listed origins. Tokens are sent in a header, so cookies are not allowed. */
export function crossOrigin(origins: readonly string[]): Middleware {
  return cors({
    origin: (ctx) => {
      const origin = ctx.get('Origin');
      return origins.includes(origin) ? origin : '';
    },
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: RESPONSE_HEADERS,
    maxAge: PREFLIGHT_CACHE_SECONDS,
  });
}
