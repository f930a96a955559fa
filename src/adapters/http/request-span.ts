import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Next } from 'koa';

/** Paths that are asked for every few seconds, and say nothing of what people do. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * A span for each request, continuing the caller's trace. The answer names it, so that whoever stands in front can
 * log it: https://w3c.github.io/trace-context/#traceresponse-header
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
