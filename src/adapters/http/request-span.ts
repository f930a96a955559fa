import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Next } from 'koa';

/** Paths that are polled every few seconds; spans of them would hide the others. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Makes a span for each request, in the caller's trace. The response names it, so that the gateway can log it:
 * https://w3c.github.io/trace-context/#traceresponse-header
 */
export async function requestSpan(ctx: Context, next: Next): Promise<void> {
  if (UNTRACED.has(ctx.path)) {
    await next();
    return;
  }
  const parent = propagation.extract(context.active(), ctx.req.headers);
  const attributes = {
    'http.request.method': ctx.method,
    'url.path': ctx.path,
    'holdfast.request_id': ctx.state['requestId'] as string,
  };
  const span = trace
    .getTracer('holdfast.http')
    .startSpan(ctx.method, { kind: SpanKind.SERVER, attributes }, parent);
  const { traceId, spanId, traceFlags } = span.spanContext();
  ctx.set('traceresponse', `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`);
  try {
    await context.with(trace.setSpan(parent, span), next);
  } finally {
    const { route, code } = ctx.state as { route?: string; code?: string };
    if (route !== undefined) {
      span.updateName(`${ctx.method} ${route}`);
      span.setAttribute('http.route', route);
    }
    if (code !== undefined) span.setAttribute('error.type', code);
    span.setAttribute('http.response.status_code', ctx.status);
    if (ctx.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
}
