import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import Router from '@koa/router';
import helmet from 'helmet';
import Koa, { type Context, type Next } from 'koa';
import { notFound } from '../../domain/shared/refusal.js';
import { requestContext } from '../request-context.js';
import type { Admission } from './admission.js';
import type { OperationSpec } from './contract/operation.js';
import { PROBLEMS } from './contract/problems.js';
import { crossOrigin } from './cross-origin.js';
import { endpoint, type Authenticate, type Handler } from './endpoint.js';
import { problemResponse, PROBLEM_MEDIA_TYPE, TransportProblem } from './problem.js';
import { requestIdFrom, traceparentFrom } from './request-headers.js';
import { requestSpan } from './request-span.js';
import { closeIfUnread } from './unread-body.js';

/** An operation and its handler. */
export interface Route {
  readonly spec: OperationSpec;
  readonly handler: Handler<never>;
  /** Admits or rejects its requests; without one, every request is admitted. */
  readonly admission?: Admission;
}

/** Called once for every request, when its response is ready to be sent. */
export type RequestObserver = (request: {
  readonly method: string;
  readonly path: string;
  /** The path as the contract writes it, a label for metrics; null if no operation has this path. */
  readonly route: string | null;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  /** The code of the problem, if the response is one. */
  readonly code?: string;
  /** The error behind a response of 500. */
  readonly error?: unknown;
}) => void;

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly observe: RequestObserver;
  /** Whether to take the client's address from the end of `X-Forwarded-For`: only behind a proxy that adds it. */
  readonly trustProxy: boolean;
  /** Origins whose pages may call this API. */
  readonly corsOrigins: readonly string[];
  /** Whether spans are exported. */
  readonly isTraced: boolean;
}

/** Pairs the operations of a part of the contract with their handlers. */
export function routesOf(
  operations: Readonly<Record<string, OperationSpec>>,
  handlers: Readonly<Record<string, Handler<never>>>,
  admission?: Admission,
): Route[] {
  return Object.entries(operations).map(([id, spec]) => {
    const handler = handlers[id];
    if (handler === undefined) throw new Error(`operation ${id} has no handler`);
    return { spec, handler, ...(admission === undefined ? {} : { admission }) };
  });
}

/** The HTTP application: every response has a request id, and every error response is a problem. */
export function createApp(options: AppOptions): Koa {
  const { routes, authenticate, observe, trustProxy, corsOrigins, isTraced } = options;
  const app = new Koa({ proxy: trustProxy, maxIpsCount: 1 });
  const router = new Router({ exclusive: true, sensitive: true, strict: true });
  for (const { spec, handler, admission } of routes) {
    const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[spec.method](path, named(spec.path), endpoint(spec, handler, authenticate, admission));
  }
  router.get('/', (ctx) => ctx.redirect('/docs'));
  app.use(identified);
  app.use(closeIfUnread);
  app.use(observed(observe));
  if (isTraced) app.use(requestSpan);
  if (corsOrigins.length > 0) app.use(crossOrigin(corsOrigins));
  app.use(problems);
  app.use(securityHeaders());
  app.use(router.routes() as Koa.Middleware);
  app.use(unserved);
  app.silent = true;
  return app;
}

/** Takes the request's id or makes one, and puts it into the request context for logs, spans and calls. */
async function identified(ctx: Context, next: Next): Promise<void> {
  const requestId = requestIdFrom(ctx.get('x-request-id') || undefined);
  ctx.state['requestId'] = requestId;
  ctx.set('X-Request-Id', requestId);
  const traceparent = traceparentFrom(ctx.get('traceparent') || undefined);
  await requestContext.run({ requestId, traceparent, isAbandoned: () => ctx.res.destroyed }, next);
}

/** What the handlers record about a request. */
interface RequestState {
  readonly requestId: string;
  readonly route?: string;
  readonly code?: string;
  readonly error?: unknown;
}

function observed(observe: RequestObserver) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const start = performance.now();
    await next();
    const { requestId, route, code, error } = ctx.state as RequestState;
    const { method, path, status } = ctx;
    const milliseconds = performance.now() - start;
    observe({
      method,
      path,
      route: route ?? null,
      status,
      milliseconds,
      requestId,
      ...(code === undefined ? {} : { code }),
      ...(error === undefined ? {} : { error }),
    });
  };
}

function named(path: string) {
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.state['route'] = path;
    await next();
  };
}

async function problems(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const { status, code, headers, body } = problemResponse(
      error,
      ctx.state['requestId'] as string,
      ctx.path,
    );
    ctx.state['code'] = code;
    if (status === PROBLEMS['internal-error'].status) ctx.state['error'] = error;
    ctx.status = status;
    ctx.set({ 'Cache-Control': 'no-store', ...headers });
    ctx.body = JSON.stringify(body);
    ctx.type = PROBLEM_MEDIA_TYPE;
  }
}

/** Security headers for browsers. Helmet's default allows the inline styles that the documentation page needs. */
function securityHeaders() {
  const protect = helmet({
    contentSecurityPolicy: {
      directives: { 'default-src': ["'self'"], 'upgrade-insecure-requests': null },
    },
    // Browsers apply it only over HTTPS. Other services may run on subdomains, so it does not include them.
    strictTransportSecurity: { includeSubDomains: false },
  });
  const headers = headersSetBy(protect);
  return async (ctx: Context, next: Next): Promise<void> => {
    for (const [name, value] of headers) ctx.res.setHeader(name, value);
    await next();
  };
}

/** The headers that a middleware sets on every response: they are made once, not for each request. */
function headersSetBy(protect: ReturnType<typeof helmet>): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  response.setHeader = (name, value) => {
    headers.push([name, String(value)]);
    return response;
  };
  protect(request, response, (error?: unknown) => {
    if (error !== undefined) throw error as Error;
  });
  return headers;
}

/** Responds to a request that no route served: the path is unknown, or does not support the method. */
async function unserved(ctx: Context): Promise<void> {
  const { matched } = ctx as Context & { matched?: readonly { readonly methods: readonly string[] }[] };
  const methods = [...new Set((matched ?? []).flatMap((layer) => layer.methods))];
  if (methods.length === 0) throw notFound('resource');
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (ctx.method === 'OPTIONS') {
    ctx.set('Allow', allow);
    ctx.status = 204;
    return;
  }
  throw new TransportProblem('method-not-allowed', `This path supports ${allow}.`, { Allow: allow });
}
