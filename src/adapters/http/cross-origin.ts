import cors from '@koa/cors';
import type { Middleware } from 'koa';

/** What pages of other origins may send, and may see of an answer. */
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
const ANSWER_HEADERS = [
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'Retry-After',
  'X-Request-Id',
  'traceresponse',
];

/** For how long a browser need not ask again, in seconds. */
const REMEMBERED = 600;

/** Lets pages of the listed origins call, and no others. Tokens travel in a header, so that no cookie is needed. */
export function crossOrigin(origins: readonly string[]): Middleware {
  return cors({
    origin: (ctx) => {
      const origin = ctx.get('Origin');
      return origins.includes(origin) ? origin : '';
    },
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: ANSWER_HEADERS,
    maxAge: REMEMBERED,
  });
}
