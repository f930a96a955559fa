import Router from '@koa/router';
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
import { API_HEADERS } from './security-headers.js';
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
  app.use(identified);
  app.use(observed(observe));
  if (isTraced) app.use(requestSpan);
  if (corsOrigins.length > 0) app.use(crossOrigin(corsOrigins));
  app.use(problems);
  app.use(routing(routes, authenticate));
  app.use(unserved);
  app.silent = true;
  return app;
}

/** Takes the request's id or makes one, and puts it into the request context for logs, spans and calls. */
function identified(ctx: Context, next: Next): Promise<void> {
  const requestId = requestIdFrom(ctx.get('x-request-id') || undefined);
  ctx.state['requestId'] = requestId;
  ctx.res.setHeader('X-Request-Id', requestId);
  for (const [name, value] of API_HEADERS) ctx.res.setHeader(name, value);
  const traceparent = traceparentFrom(ctx.get('traceparent') || undefined);
  return requestContext.run({ requestId, traceparent, isAbandoned: () => ctx.res.destroyed }, next);
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
    closeIfUnread(ctx);
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

/**
 * Serves the routes. Each first segment of their paths has its own router: a router compares a request with all of its
 * routes, one after another.
 */
function routing(routes: readonly Route[], authenticate: Authenticate): Koa.Middleware {
  const routers = new Map<string, Router>([['', newRouter().get('/', (ctx) => ctx.redirect('/docs'))]]);
  for (const { spec, handler, admission } of routes) {
    const segment = firstSegmentOf(spec.path);
    const router = routers.get(segment) ?? newRouter();
    routers.set(segment, router);
    const path = spec.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[spec.method](path, endpoint(spec, handler, authenticate, admission));
  }
  const serve = new Map(
    [...routers].map(([segment, router]) => [segment, router.routes() as Koa.Middleware]),
  );
  return async (ctx, next) => {
    const router = serve.get(firstSegmentOf(ctx.path));
    await (router === undefined ? next() : router(ctx, next));
  };
}

function newRouter(): Router {
  return new Router({ exclusive: true, sensitive: true, strict: true });
}

function firstSegmentOf(path: string): string {
  const end = path.indexOf('/', 1);
  return path.slice(1, end < 0 ? undefined : end);
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
    ctx.res.setHeader('Content-Type', PROBLEM_MEDIA_TYPE);
    ctx.res.setHeader('Cache-Control', 'no-store');
    for (const [name, value] of Object.entries(headers)) ctx.res.setHeader(name, value);
    ctx.body = JSON.stringify(body);
  }
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
