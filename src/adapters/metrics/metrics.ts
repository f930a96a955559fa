import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Backlog } from '../../application/shared/outbox.js';
import type { BookingEvent } from '../../domain/booking/events.js';

/** Histogram buckets in seconds, from a cached response to a client's timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The payment outcomes that booking events stand for. */
const PAYMENT_OUTCOMES: Readonly<Partial<Record<BookingEvent, string>>> = {
  'payment-started': 'started',
  confirmed: 'succeeded',
  'change-paid': 'succeeded',
  'payment-declined': 'declined',
  'payment-returned': 'returned',
};

/** Refusals because the seats are taken. */
const CONFLICTS: ReadonlySet<string> = new Set(['seat-unavailable', 'not-enough-seats']);

/** A limited resource: its limit, how much is in use, and how many wait for it. */
export interface Load {
  readonly limit: number;
  readonly used: number;
  readonly waiting: number;
}

/** The metrics of this process for Prometheus. Labels have few values: path templates of the contract, never ids. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = this.histogram(
    'holdfast_http_request_duration_seconds',
    'Seconds from the arrival of a request until its response is ready to send; of an event stream, until it begins. ' +
      'route: the path template of the contract, none for unknown paths',
    ['method', 'route', 'status'],
  );
  private readonly refusals = this.counter(
    'holdfast_http_refusals_total',
    'Rejected requests, by the code of the problem',
    ['route', 'code'],
  );
  private readonly conflicts = this.counter(
    'holdfast_conflicts_total',
    'Requests rejected because their seats are taken, by the code of the problem',
    ['code'],
  );
  private readonly holds = this.counter('holdfast_holds_total', 'Bookings created, as holds', []);
  private readonly bookings = this.counter(
    'holdfast_bookings_total',
    'Committed changes of bookings, by event',
    ['event'],
  );
  private readonly payments = this.counter('holdfast_payments_total', 'Payments, by outcome', ['outcome']);
  private readonly retries = this.counter(
    'holdfast_unit_retries_total',
    'Retries of units of work, by the error that caused them',
    ['error'],
  );
  private readonly linkCalls = this.counter(
    'holdfast_link_calls_total',
    'Calls of the other role, by outcome: answered, failed, refused by the breaker or the bulkhead',
    ['to', 'outcome'],
  );
  private readonly linkOpen = this.gauge(
    'holdfast_link_breaker_open',
    '1 while the circuit breaker rejects calls of the other role, because recent calls failed',
    ['to'],
  );
  private readonly outboxWaiting = this.gauge(
    'holdfast_outbox_waiting',
    'Flights with changes that the other role has not received',
    ['of'],
  );
  private readonly outboxLag = this.gauge(
    'holdfast_outbox_lag_seconds',
    'Seconds that the oldest change in the outbox has waited',
    ['of'],
  );
  private readonly backgroundFailures = this.counter(
    'holdfast_background_failures_total',
    'Failed rounds of background work',
    ['loop'],
  );
  private readonly databaseReady = this.gauge(
    'holdfast_database_ready',
    '1 if the database could serve the role at the last check, about a second ago',
    ['of'],
  );
  private readonly databaseWarnings = this.gauge(
    'holdfast_database_warnings',
    "Settings of the role's database that /readyz warns of",
    ['of'],
  );
  private readonly clockOffset = this.gauge(
    'holdfast_clock_offset_seconds',
    "Seconds by which this process's clock is ahead of its database's",
    ['of'],
  );
  private readonly databaseErrors = this.counter(
    'holdfast_database_errors_total',
    'Errors that the database returned or that ended its connections, by kind and name',
    ['of', 'kind', 'name'],
  );
  private readonly loads = new Map<string, () => Load>();
  private readDroppedLines = () => 0;

  constructor(build: { readonly version: string; readonly role: string }) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('holdfast_build_info', '1, with the version and role of this process', [
      'version',
      'role',
    ]).set({ ...build }, 1);
    const loads = this.loads;
    new Gauge({
      name: 'holdfast_load',
      help: 'Limited resources: connections of a pool, requests of a role, watchers of seats; by limit, used, waiting',
      labelNames: ['of', 'state'],
      registers: [this.registry],
      collect() {
        for (const [of, read] of loads)
          for (const [state, value] of Object.entries(read())) this.set({ of, state }, value as number);
      },
    });
    const readDropped = () => this.readDroppedLines();
    new Counter({
      name: 'holdfast_log_lines_dropped_total',
      help: 'Dropped log lines: the reader of standard output stalls or is gone, or its disk is full',
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(readDropped());
      },
    });
  }

  /** Sets the function that reads the number of dropped log lines whenever the metrics are collected. */
  watchLog(readDropped: () => number): void {
    this.readDroppedLines = readDropped;
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  refused(route: string, code: string): void {
    this.refusals.inc({ route, code });
    if (CONFLICTS.has(code)) this.conflicts.inc({ code });
  }

  booked(event: BookingEvent): void {
    this.bookings.inc({ event });
    if (event === 'held') this.holds.inc();
    const outcome = PAYMENT_OUTCOMES[event];
    if (outcome !== undefined) this.payments.inc({ outcome });
  }

  retried(error: string): void {
    this.retries.inc({ error });
  }

  called(to: string, outcome: 'answered' | 'failed' | 'refused'): void {
    this.linkCalls.inc({ to, outcome });
  }

  breaker(to: string, isOpen: boolean): void {
    this.linkOpen.set({ to }, isOpen ? 1 : 0);
  }

  outbox(of: string, { waiting, oldestMilliseconds }: Backlog): void {
    this.outboxWaiting.set({ of }, waiting);
    this.outboxLag.set({ of }, oldestMilliseconds / 1_000);
  }

  /** Records the last check of a role's database; `clockOffset` is in milliseconds, null if unknown. */
  database(
    of: string,
    state: { readonly isReady: boolean; readonly warnings: number; readonly clockOffset: number | null },
  ): void {
    this.databaseReady.set({ of }, state.isReady ? 1 : 0);
    this.databaseWarnings.set({ of }, state.warnings);
    if (state.clockOffset !== null) this.clockOffset.set({ of }, state.clockOffset / 1_000);
  }

  databaseFailed(of: string, kind: string, name: string): void {
    this.databaseErrors.inc({ of, kind, name });
  }

  backgroundFailed(loop: string): void {
    this.backgroundFailures.inc({ loop });
  }

  /** Sets the function that reads a load whenever the metrics are collected. */
  watch(of: string, read: () => Load): void {
    this.loads.set(of, read);
  }

  /** The metrics in Prometheus' text format. */
  async text(): Promise<string> {
    return await this.registry.metrics();
  }

  private counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets: BUCKETS, registers: [this.registry] });
  }
}
