import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.js';

/** A response as the load generator reads it. */
export interface LoadResponse {
  readonly status: number;
  readonly body: string;
}

export interface LoadOptions {
  readonly port: number;
  /** The number of connections, each of which has one request at a time on its way. */
  readonly clients: number;
  /** How long the connections send, in milliseconds. */
  readonly duration: number;
  /**
   * Requests a second over all connections. Each is sent when it is due, also while earlier ones have no response, as
   * long as a connection is free. Left out, each connection sends its next request after each response.
   */
  readonly perSecond?: number;
  /** The next request in bytes; null makes this connection stop. */
  readonly next: (client: number) => Buffer | null;
  /** Is called with each response; its body is only decoded if this is given. */
  readonly onResponse?: (response: LoadResponse, client: number) => void;
}

/** What one run of load measured. */
export interface LoadResult {
  readonly seconds: number;
  readonly responses: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds from the first byte sent to the last one received, sorted. */
  readonly latencies: readonly number[];
  /** The same by status. */
  readonly latenciesByStatus: ReadonlyMap<number, readonly number[]>;
  /** Connections that were lost. */
  readonly lost: number;
}

/**
 * Sends prepared bytes over keep-alive connections to 127.0.0.1 and reads whole responses: a client library would cost
 * more than the server. Each connection has one request on its way. Responses need a Content-Length or chunks.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { clients, duration, perSecond } = options;
  const clientsOf = new Clients(options);
  const startedAt = performance.now();
  const endsAt = startedAt + duration;
  try {
    if (perSecond === undefined)
      await Promise.all(
        Array.from({ length: clients }, async (_, client) => {
          while (performance.now() < endsAt) if ((await clientsOf.exchange(client)) !== 'response') break;
        }),
      );
    else await atRate(clientsOf, { clients, startedAt, endsAt, perSecond });
  } finally {
    clientsOf.close();
  }

  const seconds = (performance.now() - startedAt) / 1_000;
  const ascending = [...clientsOf.latencies].sort(([a], [b]) => a - b);
  const latencies = ascending.flatMap(([, each]) => each).sort((a, b) => a - b);
  return {
    seconds,
    responses: latencies.length,
    statuses: Object.fromEntries(ascending.map(([status, each]) => [status, each.length])),
    latencies,
    latenciesByStatus: new Map(ascending.map(([status, each]) => [status, each.sort((a, b) => a - b)])),
    lost: clientsOf.lost,
  };
}

const NOTHING_WAITS = (): void => undefined;

interface Pace {
  readonly clients: number;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly perSecond: number;
}

/** Sends each request when it is due, by a client that has none on its way; late if all of them have one. */
async function atRate(all: Clients, { clients, startedAt, endsAt, perSecond }: Pace): Promise<void> {
  const state = { opened: 0, isOver: false, onIdle: NOTHING_WAITS };
  const idle: number[] = [];
  const running = new Set<Promise<void>>();

  const send = (client: number) => {
    const exchange: Promise<void> = all.exchange(client).then((outcome) => {
      state.isOver ||= outcome === 'none';
      running.delete(exchange);
      idle.push(client);
      state.onIdle();
    });
    running.add(exchange);
  };

  for (let number = 0; !state.isOver; number += 1) {
    const dueAt = startedAt + (1_000 * number) / perSecond;
    if (dueAt >= endsAt) break;
    const wait = dueAt - performance.now();
    if (wait > 0) await sleep(wait);
    while (idle.length === 0 && state.opened >= clients)
      await new Promise<void>((resolve) => {
        state.onIdle = resolve;
      });
    if (performance.now() >= endsAt) break;
    send(idle.pop() ?? state.opened++);
  }
  await Promise.all(running);
}

/** What came of a request: a response, or none because its connection was lost, or there was none to send. */
type Outcome = 'response' | 'lost' | 'none';

/** The clients of one run of load, each with a connection of its own. */
class Clients {
  /** Milliseconds by status, in the order of the responses. */
  readonly latencies = new Map<number, number[]>();
  lost = 0;
  private readonly connections = new Map<number, Connection>();

  constructor(private readonly options: LoadOptions) {}

  /** Sends the next request of a client and waits for its response. */
  async exchange(client: number): Promise<Outcome> {
    const bytes = this.options.next(client);
    if (bytes === null) return 'none';
    const connection = this.connections.get(client) ?? new Connection(this.options.port);
    this.connections.set(client, connection);
    const sentAt = performance.now();
    try {
      const { status, body } = await connection.exchange(bytes);
      const latency = performance.now() - sentAt;
      const known = this.latencies.get(status);
      if (known === undefined) this.latencies.set(status, [latency]);
      else known.push(latency);
      this.options.onResponse?.({ status, body: body.toString() }, client);
      return 'response';
    } catch {
      // The number of lost connections is in the result; any makes the round count as 0.
      this.lost += 1;
      this.connections.delete(client);
      return 'lost';
    }
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }
}

/** The value below which a share of sorted values lies; 0 for no values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
