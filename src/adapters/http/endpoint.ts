import { hash } from 'node:crypto';
import Joi from 'joi';
import type { Context } from 'koa';
import type { VersionCondition } from '../../application/booking/shared/locked-booking.js';
import type { RequestKey } from '../../application/booking/unit-of-work.js';
import { notFound, Refusal } from '../../domain/shared/refusal.js';
import type { Caller } from '../tokens/json-web-tokens.js';
import { rejectUnacceptable } from './accept.js';
import type { Admission } from './admission.js';
import type { CallerKind, Input, InputOf, Operation, OperationSpec } from './contract/operation.js';
import { TransportProblem } from './problem.js';
import { RefreshCookie } from './refresh-cookie.js';
import { CLIENT_BODY_BYTES_MAX, readBody, rejectBody, SERVICE_BODY_BYTES_MAX } from './request-body.js';
import { isNotModified, requestKeyFrom, versionCondition } from './request-headers.js';
import { rejectErrors, validBody, validParams, validQuery } from './validation.js';

/** A validated request, as handlers see it. */
export interface HttpRequest<I extends Input = Input> {
  readonly params: I['params'];
  readonly query: I['query'];
  readonly body: I['body'];
  /** The account or role that the token belongs to. Reading `id` throws for an operation that anyone may call. */
  readonly caller: Caller;
  readonly requestId: string;
  /** The IP address of the client. */
  readonly address: string;
  readonly key: RequestKey | null;
  readonly ifMatch: VersionCondition;
  readonly lastEventId: string | undefined;
  /** Reading it throws for an operation that does not declare it. */
  readonly refreshCookie: RefreshCookie;
}

/** What a handler returns: JSON, text of another media type, or a stream that lasts until the client disconnects. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  readonly mediaType?: string;
  readonly stream?: (ctx: Context) => void;
}

export type Handler<I extends Input = Input> = (request: HttpRequest<I>) => Promise<HttpResponse>;

/** One handler for each operation, typed by what the operation validates. */
export type Handlers<Operations extends Readonly<Record<string, Operation>>> = {
  readonly [K in keyof Operations]: Handler<InputOf<Operations[K]>>;
};

/** Returns the caller that a token belongs to; null for an invalid token. */
export type Authenticate = (token: string) => Caller | null;

/** Rejects every parameter, for operations that take none. */
const NO_PARAMETERS = Joi.object({});

export const JSON_MEDIA_TYPE = 'application/json; charset=utf-8';

const NOTHING: object = Object.freeze({});

/** The caller of an operation that anyone may call. Reading its id throws: the operation is declared wrongly then. */
const NO_CALLER: Caller = {
  get id(): never {
    throw new Error('an operation for anyone has no caller');
  },
  role: 'traveller',
};

const MAY_CALL: Readonly<Record<Exclude<CallerKind, 'anyone'>, readonly Caller['role'][]>> = {
  traveller: ['traveller', 'admin'],
  admin: ['admin'],
  service: ['service'],
};

/** Serves one operation. Its checks keep their order: token, form of the request, then the rules of the use case. */
export function endpoint(
  spec: OperationSpec,
  handler: Handler<never>,
  authenticate: Authenticate,
  admission?: Admission,
) {
  return async (ctx: Context): Promise<void> => {
    ctx.state['route'] = spec.path;
    admission?.check();
    const caller = callerOf(ctx, spec.caller, authenticate);
    rejectUnacceptable(header(ctx, 'accept'), spec);
    const request = await validRequest(ctx, spec, caller);
    const handle = () => handler(request as HttpRequest<never>);
    send(ctx, spec, await (admission === undefined ? handle() : admission.run(handle)));
  };
}

function callerOf(ctx: Context, kind: CallerKind, authenticate: Authenticate): Caller {
  if (kind === 'anyone') return NO_CALLER;
  const token = /^Bearer +(\S+)$/i.exec(ctx.get('authorization'))?.[1];
  const caller = token === undefined ? null : authenticate(token);
  if (caller === null) {
    throw new Refusal(
      'unauthenticated',
      'Send Authorization: Bearer with a valid access token. Log in to get one.',
    );
  }
  if (!MAY_CALL[kind].includes(caller.role)) {
    throw new TransportProblem(
      'forbidden',
      `This operation requires the role ${kind}; the token has ${caller.role}. Log in with an account of that role.`,
    );
  }
  return caller;
}

async function validRequest(ctx: Context, spec: OperationSpec, caller: Caller): Promise<HttpRequest> {
  const given = (ctx as Context & { params?: object }).params ?? {};
  const params = spec.params === undefined ? given : validParams(spec.params, given);
  if (params === null) throw notFound('resource');
  const takesNone = spec.query === undefined && ctx.querystring === '';
  const query = takesNone ? NOTHING : validQuery(spec.query ?? NO_PARAMETERS, ctx.querystring);
  rejectErrors(spec.queryRule?.(query as never) ?? []);
  const body = await validBodyOf(ctx, spec);
  const { method, path } = ctx;
  return {
    params,
    query: query as object,
    body: body as object,
    caller,
    requestId: ctx.state['requestId'] as string,
    address: ctx.ip,
    key:
      spec.idempotencyKey === undefined
        ? null
        : requestKeyFrom(header(ctx, 'idempotency-key'), spec.idempotencyKey, {
            callerId: caller.id,
            method,
            path,
            body,
          }),
    ifMatch: spec.ifMatch === true ? versionCondition(header(ctx, 'if-match')) : null,
    lastEventId: spec.lastEventId === true ? header(ctx, 'last-event-id') : undefined,
    get refreshCookie() {
      if (spec.refreshCookie === undefined)
        throw new Error(`${spec.path} does not declare the refresh cookie`);
      return new RefreshCookie(ctx);
    },
  };
}

async function validBodyOf(ctx: Context, spec: OperationSpec): Promise<unknown> {
  if (spec.body === undefined) {
    rejectBody(ctx);
    return undefined;
  }
  const bytesMax = spec.largeBody === true ? SERVICE_BODY_BYTES_MAX : CLIENT_BODY_BYTES_MAX;
  const sent = await readBody(ctx, bytesMax);
  const body = validBody(spec.body, sent === undefined && spec.isBodyOptional === true ? {} : sent);
  rejectErrors(spec.bodyRule?.(body as never) ?? []);
  return body;
}

function header(ctx: Context, name: string): string | undefined {
  const value = ctx.req.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function send(ctx: Context, spec: OperationSpec, response: HttpResponse): void {
  ctx.status = response.status;
  const { res } = ctx;
  res.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(response.headers ?? {})) res.setHeader(name, value);
  if (response.stream !== undefined) {
    response.stream(ctx);
  } else if (response.text !== undefined) {
    ctx.type = response.mediaType ?? 'text/plain';
    ctx.body = response.text;
  } else if (response.json !== undefined) {
    res.setHeader('Content-Type', JSON_MEDIA_TYPE);
    const text = JSON.stringify(response.json);
    if (spec.cacheSeconds === undefined) ctx.body = text;
    else sendCacheable(ctx, text, spec.cacheSeconds);
  } else {
    ctx.body = null;
    ctx.status = response.status;
  }
}

function sendCacheable(ctx: Context, text: string, seconds: number): void {
  const etag = `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
  ctx.set('Cache-Control', `public, max-age=${seconds}`);
  ctx.set('ETag', etag);
  if (isNotModified(header(ctx, 'if-none-match'), etag)) ctx.status = 304;
  else ctx.body = text;
}
