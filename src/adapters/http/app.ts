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

/** An operation and what serves it. */
export interface Route {
  readonly spec: OperationSpec;
  readonly handler: Handler<never>;
  /** Whom it asks whether a request may come in; left out, every request may. */
  readonly admission?: Admission;
}

/** Hears of every request once it is answered. */
export type RequestObserver = (request: {
  readonly method: string;
  readonly path: string;
  /** As the contract writes it, so that figures can be kept by it; null where nothing is served. */
  readonly route: string | null;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  /** Of the problem, if it is one. */
  readonly code?: string;
  /** What went wrong here, for answers of 500. */
  readonly error?: unknown;
}) => void;

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly observe: RequestObserver;
  /** Whether the last address of `X-Forwarded-For` is the client's: only behind a proxy that adds it. */
  readonly trustProxy: boolean;
  /** Origins whose pages may call. */
  readonly corsOrigins: readonly string[];
  /** Whether there is somebody to send spans to. */
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

/** The HTTP application: every answer has a request id, and every refusal is a problem. */
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

/** Takes or makes the request's id, and keeps it at hand for whatever is called in its course. */
async function identified(ctx: Context, next: Next): Promise<void> {
  const requestId = requestIdFrom(ctx.get('x-request-id') || undefined);
  ctx.state['requestId'] = requestId;
  ctx.set('X-Request-Id', requestId);
  const traceparent = traceparentFrom(ctx.get('traceparent') || undefined);
  await requestContext.run({ requestId, traceparent, isAbandoned: () => ctx.res.destroyed }, next);
}

/** What is known of a request once it is answered. */
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

/** What a browser must be told of an answer that it shows; the page of the documentation needs inline styles. */
function securityHeaders() {
  const protect = helmet({
    contentSecurityPolicy: {
      directives: { 'default-src': ["'self'"], 'upgrade-insecure-requests': null },
    },
    // Browsers heed it over HTTPS alone. What else a domain carries is not ours to decide.
    strictTransportSecurity: { includeSubDomains: false },
  });
  return async (ctx: Context, next: Next): Promise<void> => {
    protect(ctx.req, ctx.res, (error?: unknown) => {
      if (error !== undefined) throw error as Error;
    });
    await next();
  };
}

/** Nothing served the request: the path is unknown, or takes other methods. */
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
