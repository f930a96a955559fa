import { bodyParser } from '@koa/bodyparser';
import type { Context } from 'koa';
import { doubtfulFields } from './json-keys.js';
import { TransportProblem } from './problem.js';
import { refuseErrors } from './validation.js';

/** 64 KiB for clients, 1 MiB between the roles. */
const LIMIT = '64kb';
const LARGE_LIMIT = '1mb';

const MEDIA_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** What bytes that are no UTF-8 are read as: two different passwords would become one. Nobody types it. */
const NO_CHARACTER = '\ufffd';

const parse = parserFor(LIMIT);
const parseLarge = parserFor(LARGE_LIMIT);

/** Errors of the parser and of zlib; `body` is what was read of a body that is not JSON. */
interface ReadingError extends Error {
  readonly status?: number;
  readonly code?: string;
  readonly body?: string;
}

/**
 * The JSON body of a request, undefined without one. Throws TransportProblem for one of another media type or
 * charset, one that is too large, and one that is not JSON in UTF-8; Refusal `validation-failed` for a field that is there twice.
 */
export async function readBody(ctx: Context, isLarge: boolean): Promise<unknown> {
  if (!hasBody(ctx)) return undefined;
  if (!MEDIA_TYPE.test(ctx.get('content-type').trim())) {
    const detail = 'Send the body as Content-Type: application/json, in UTF-8.';
    throw new TransportProblem('unsupported-media-type', detail);
  }
  await (isLarge ? parseLarge : parse)(ctx, async () => undefined);
  const { rawBody, body } = ctx.request;
  if (rawBody === '') return undefined;
  if (rawBody.includes(NO_CHARACTER)) throw malformed();
  refuseErrors(doubtfulFields(rawBody));
  return body;
}

function parserFor(jsonLimit: string) {
  return bodyParser({
    enableTypes: ['json'],
    parsedMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    encoding: 'utf-8',
    jsonLimit,
    jsonStrict: false,
    onError: (error) => {
      throw readingProblem(error, jsonLimit);
    },
  });
}

function hasBody(ctx: Context): boolean {
  return ctx.req.headers['transfer-encoding'] !== undefined || Number(ctx.get('content-length') || 0) > 0;
}

function readingProblem(error: ReadingError, limit: string): Error {
  if (error.status === 413) return new TransportProblem('body-too-large', `Send at most ${limit}.`);
  if (error.status === 415) {
    const detail = 'Send the body without Content-Encoding, or with gzip, deflate or br.';
    return new TransportProblem('unsupported-media-type', detail);
  }
  if (error instanceof SyntaxError || error.status === 400 || isFromUnpacking(error)) {
    // The parser takes a field named `__proto__` for an attack; it is JSON all the same, and no field of ours.
    if (error.message.includes('prototype')) refuseErrors(doubtfulFields(error.body ?? ''));
    return malformed();
  }
  return error;
}

function malformed(): TransportProblem {
  const detail = 'The body cannot be read as JSON. Check its syntax, its length and its encoding.';
  return new TransportProblem('malformed-json', detail);
}

/** Errors of zlib have codes of their own: `Z_DATA_ERROR`, `ERR__ERROR_FORMAT_…` */
function isFromUnpacking({ code = '' }: ReadingError): boolean {
  return code.startsWith('Z_') || code.startsWith('ERR__ERROR');
}
