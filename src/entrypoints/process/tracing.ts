import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { SECOND } from '../../domain/shared/instant.js';
import type { TracingConfig } from './config.js';

/** How long a stopping process waits for the last spans to be sent. */
const FLUSH_MAX = 3 * SECOND;

/**
 * Starts sending spans to the configured endpoint; returns a function that sends the last ones and stops. Loads the
 * libraries only now, because most processes do not trace. Spans that cannot be sent are dropped and logged.
 */
export async function startTracing(
  { endpoint, headers, serviceName, share }: TracingConfig,
  version: string,
  log: Logger,
): Promise<() => Promise<void>> {
  const { BatchSpanProcessor, NodeTracerProvider, ParentBasedSampler, TraceIdRatioBasedSampler } =
    await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const forward = (level: 'warn' | 'error') => (message: string) =>
    log[level]({ detail: message }, 'tracing');
  const ignore = () => undefined;
  diag.setLogger(
    { error: forward('error'), warn: forward('warn'), info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.WARN,
  );
  const exporter = new OTLPTraceExporter({ url: new URL('v1/traces', slashed(endpoint)).href, headers });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': serviceName,
      'service.version': version,
      'service.instance.id': String(process.pid),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  return async () => {
    const waited = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MAX).unref());
    await Promise.race([provider.shutdown(), waited]);
    trace.disable();
  };
}

function slashed(endpoint: string): string {
  return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
}
