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
  const byStatus = new Map<number, number[]>();
  let lost = 0;
  let turn = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + options.duration;

  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      const connection = new Connection(options.port);
      const untilDue = async () => {
        if (options.perSecond === undefined) return;
        const dueAt = startedAt + (1_000 * turn++) / options.perSecond;
        const wait = Math.min(dueAt, endsAt) - performance.now();
        if (wait > 0) await sleep(wait);
      };
      try {
        while (performance.now() < endsAt) {
          await untilDue();
          if (performance.now() >= endsAt) break;
          const bytes = options.next(client);
          if (bytes === null) break;
          const sentAt = performance.now();
          const raw = await connection.exchange(bytes);
          const latency = performance.now() - sentAt;
          const known = byStatus.get(raw.status);
          if (known === undefined) byStatus.set(raw.status, [latency]);
          else known.push(latency);
          options.onResponse?.({ status: raw.status, body: raw.body.toString() }, client);
        }
      } catch {
        // The number of lost connections is in the result; any makes the round count as 0.
        lost += 1;
      } finally {
        connection.close();
      }
    }),
  );

  const seconds = (performance.now() - startedAt) / 1_000;
  const ascending = [...byStatus].sort(([a], [b]) => a - b);
  const latencies = ascending.flatMap(([, each]) => each).sort((a, b) => a - b);
  return {
    seconds,
    responses: latencies.length,
    statuses: Object.fromEntries(ascending.map(([status, each]) => [status, each.length])),
    latencies,
    latenciesByStatus: new Map(ascending.map(([status, each]) => [status, each.sort((a, b) => a - b)])),
    lost,
  };
}

/** The value below which a share of sorted values lies; 0 for no values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
