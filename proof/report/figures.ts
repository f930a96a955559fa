import type { Exchange } from '../history/exchange.js';
import { soldBy } from '../history/sold.js';
import { Latencies } from './latencies.js';

/** The numbers of a run at one moment; latencies in milliseconds. */
export interface Figures {
  readonly requests: number;
  /** Bookings made and bookings paid, each counted once. */
  readonly bookings: number;
  readonly sold: number;
  readonly conflicts: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Refusals by code; requests without a response as `no answer`. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** The numbers of one second, for the chart. */
export interface Second extends Figures {
  readonly second: number;
}

/** Counts exchanges as they are added. */
export class Counting {
  private readonly began = performance.now();
  private all = new Batch();
  private current = new Batch();
  readonly seconds: Second[] = [];

  take(exchange: Exchange): void {
    this.all.take(exchange);
    this.current.take(exchange);
  }

  /** Ends a second: the exchanges since the last call become a point of the chart. */
  tick(): void {
    this.seconds.push({ second: Math.round(this.elapsed), ...this.current.figures });
    this.current = new Batch();
  }

  /** The time since the run began, in seconds. */
  get elapsed(): number {
    return (performance.now() - this.began) / 1_000;
  }

  get total(): Figures {
    return this.all.figures;
  }
}

class Batch {
  private requests = 0;
  private readonly bookings = new Set<string>();
  private readonly sold = new Set<string>();
  private conflicts = 0;
  private readonly refusals = new Map<string, number>();
  private readonly latencies = new Latencies();

  take(exchange: Exchange): void {
    const { path, status, code, sentAt, answeredAt, facts } = exchange;
    this.requests += 1;
    this.latencies.take(answeredAt - sentAt);
    if (path === '/bookings' && facts !== null) this.bookings.add(facts.id);
    const sold = soldBy(exchange);
    if (sold !== null) this.sold.add(sold);
    if (code === 'seat-unavailable') this.conflicts += 1;
    if (status !== null && status < 400) return;
    const name = code ?? (status === null ? 'no answer' : String(status));
    this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
  }

  get figures(): Figures {
    const { requests, bookings, sold, conflicts, latencies } = this;
    return {
      requests,
      bookings: bookings.size,
      sold: sold.size,
      conflicts,
      p50: latencies.at(0.5),
      p95: latencies.at(0.95),
      p99: latencies.at(0.99),
      refusals: Object.fromEntries([...this.refusals].sort(([, one], [, other]) => other - one)),
    };
  }
}
