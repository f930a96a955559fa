import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds, from what a cached answer takes to what a client gives up at. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Figures of this process for Prometheus. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'holdfast_http_request_duration_seconds',
    help:
      'Seconds from the arrival of a request until its answer is ready to be sent; of an event stream, until it begins. ' +
      'route: the path as the contract writes it, none for paths that nothing serves',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    return await this.registry.metrics();
  }
}
