import type { Exchange } from '../history/exchange.js';

/** What a run looks like in numbers at one moment; latencies in milliseconds. */
export interface Figures {
  readonly requests: number;
  readonly sold: number;
  readonly conflicts: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Refusals by code, and requests that nobody answered as `no answer`. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** A second of a run, for its chart. */
export interface Second extends Figures {
  readonly second: number;
}

/** Counts as the exchanges come. */
export class Counting {
  private readonly began = performance.now();
  private all = new Batch();
  private current = new Batch();
  readonly seconds: Second[] = [];

  take(exchange: Exchange): void {
    this.all.take(exchange);
    this.current.take(exchange);
  }

  /** Ends a second: what has come since the last one becomes a point of the chart. */
  tick(): void {
    this.seconds.push({ second: Math.round(this.elapsed), ...this.current.figures });
    this.current = new Batch();
  }

  /** Since the run began, in seconds. */
  get elapsed(): number {
    return (performance.now() - this.began) / 1_000;
  }

  get total(): Figures {
    return this.all.figures;
  }
}

class Batch {
  private requests = 0;
  private sold = 0;
  private conflicts = 0;
  private readonly refusals = new Map<string, number>();
  private readonly latencies: number[] = [];

  take({ path, status, code, sentAt, answeredAt, facts }: Exchange): void {
    this.requests += 1;
    this.latencies.push(answeredAt - sentAt);
    if (path === '/payment/simulate' && status === 200 && facts?.status === 'confirmed') this.sold += 1;
    if (code === 'seat-unavailable') this.conflicts += 1;
    if (status !== null && status < 400) return;
    const name = code ?? (status === null ? 'no answer' : String(status));
    this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
  }

  get figures(): Figures {
    const sorted = Float64Array.from(this.latencies).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const refusals = Object.fromEntries([...this.refusals].sort(([, one], [, other]) => other - one));
    const { requests, sold, conflicts } = this;
    return { requests, sold, conflicts, p50: at(0.5), p95: at(0.95), p99: at(0.99), refusals };
  }
}
