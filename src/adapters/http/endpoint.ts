import { createHash } from 'node:crypto';
import Joi from 'joi';
import type { Context } from 'koa';
import type { VersionCondition } from '../../application/booking/shared/locked-booking.js';
import type { RequestKey } from '../../application/booking/unit-of-work.js';
import { notFound, Refusal } from '../../domain/shared/refusal.js';
import type { Caller } from '../tokens/json-web-tokens.js';
import type { Admission } from './admission.js';
import type { CallerKind, Input, InputOf, Operation, OperationSpec } from './contract/operation.js';
import { PROBLEM_MEDIA_TYPE, TransportProblem } from './problem.js';
import { CLIENT_BODY_BYTES_MAX, readBody, rejectBody, SERVICE_BODY_BYTES_MAX } from './request-body.js';
import { isNotModified, requestKeyFrom, versionCondition } from './request-headers.js';
import { rejectErrors, validBody, validParams, validQuery } from './validation.js';

/** A validated request, as handlers see it. */
export interface HttpRequest<I extends Input = Input> {
  readonly params: I['params'];
  readonly query: I['query'];
  readonly body: I['body'];
  /** Whom the token speaks for; an operation for anyone has nobody. */
  readonly caller: Caller;
  readonly requestId: string;
  /** Where the request comes from. */
  readonly address: string;
  readonly key: RequestKey | null;
  readonly ifMatch: VersionCondition;
  readonly lastEventId: string | undefined;
}

/** What a handler answers: JSON, text of some other kind, or a stream that it writes to until it is told to stop. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  readonly mediaType?: string;
  readonly stream?: (ctx: Context) => void;
}

export type Handler<I extends Input = Input> = (request: HttpRequest<I>) => Promise<HttpResponse>;

/** One handler for each operation, with the types that the operation validates. */
export type Handlers<Operations extends Readonly<Record<string, Operation>>> = {
  readonly [K in keyof Operations]: Handler<InputOf<Operations[K]>>;
};

/** Tells whom a token speaks for; null for a token that is not valid. */
export type Authenticate = (token: string) => Caller | null;

/** Where nothing is taken, everything is too much. */
const NO_PARAMETERS = Joi.object({});

/** The caller of an operation for anyone: whoever asks who that is has declared the operation wrongly. */
const NOBODY: Caller = {
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

/** Serves one operation. The order of its checks is a promise: token, form, then what the use case decides. */
export function endpoint(
  spec: OperationSpec,
  handler: Handler<never>,
  authenticate: Authenticate,
  admission?: Admission,
) {
  return async (ctx: Context): Promise<void> => {
    admission?.check();
    const caller = callerOf(ctx, spec.caller, authenticate);
    rejectUnacceptable(ctx, spec);
    const request = await validRequest(ctx, spec, caller);
    const handle = () => handler(request as HttpRequest<never>);
    send(ctx, spec, await (admission === undefined ? handle() : admission.run(handle)));
  };
}

function callerOf(ctx: Context, kind: CallerKind, authenticate: Authenticate): Caller {
  if (kind === 'anyone') return NOBODY;
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

function rejectUnacceptable(ctx: Context, spec: OperationSpec): void {
  const accept = header(ctx, 'accept');
  if (accept === undefined) return;
  const ranges = acceptedRanges(accept);
  const offered = Object.values(spec.answers).map(({ mediaType }) => mediaType ?? 'application/json');
  if ([...offered, PROBLEM_MEDIA_TYPE].some((type) => isAccepted(ranges, type))) return;
  const detail = `This operation returns ${offered[0] ?? 'no body'}. Accept that, or leave Accept out.`;
  throw new TransportProblem('not-acceptable', detail);
}

/** The media ranges of an Accept header that are not ruled out; other parameters are the client's own affair. */
function acceptedRanges(accept: string): ReadonlySet<string> {
  const ranges = accept.split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  const isRuledOut = (parameters: readonly string[]) => parameters.some((each) => /^q=0(\.0*)?$/.test(each));
  return new Set(ranges.flatMap(([range = '', ...rest]) => (isRuledOut(rest) ? [] : [range])));
}

function isAccepted(ranges: ReadonlySet<string>, type: string): boolean {
  const [main = ''] = type.split('/');
  if (type === '*/*') return ranges.size > 0;
  return ranges.has('*/*') || ranges.has(`${main}/*`) || ranges.has(type);
}

async function validRequest(ctx: Context, spec: OperationSpec, caller: Caller): Promise<HttpRequest> {
  const given = (ctx as Context & { params?: object }).params ?? {};
  const params = spec.params === undefined ? given : validParams(spec.params, given);
  if (params === null) throw notFound('resource');
  const query = validQuery(spec.query ?? NO_PARAMETERS, ctx.querystring);
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
  };
}

async function validBodyOf(ctx: Context, spec: OperationSpec): Promise<unknown> {
  if (spec.body === undefined) {
    rejectBody(ctx);
    return undefined;
  }
  const bytesMax = spec.largeBody === true ? SERVICE_BODY_BYTES_MAX : CLIENT_BODY_BYTES_MAX;
  const body = validBody(spec.body, await readBody(ctx, bytesMax));
  rejectErrors(spec.bodyRule?.(body as never) ?? []);
  return body;
}

function header(ctx: Context, name: string): string | undefined {
  const value = ctx.req.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function send(ctx: Context, spec: OperationSpec, answer: HttpResponse): void {
  ctx.status = answer.status;
  ctx.set('Cache-Control', 'no-store');
  ctx.set({ ...answer.headers });
  if (answer.stream !== undefined) {
    answer.stream(ctx);
  } else if (answer.text !== undefined) {
    ctx.type = answer.mediaType ?? 'text/plain';
    ctx.body = answer.text;
  } else if (answer.json !== undefined) {
    ctx.type = 'application/json';
    const text = JSON.stringify(answer.json);
    if (spec.cacheSeconds === undefined) ctx.body = text;
    else sendCacheable(ctx, text, spec.cacheSeconds);
  } else {
    ctx.body = null;
    ctx.status = answer.status;
  }
}

function sendCacheable(ctx: Context, text: string, seconds: number): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  ctx.set('Cache-Control', `public, max-age=${seconds}`);
  ctx.set('ETag', etag);
  if (isNotModified(header(ctx, 'if-none-match'), etag)) ctx.status = 304;
  else ctx.body = text;
}
