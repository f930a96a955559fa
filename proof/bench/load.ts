import { connect, type Socket } from 'node:net';

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
  /** Connections that were lost. */
  readonly lost: number;
}

const SETTLE_MS_MAX = 30_000;

/**
 * Sends prepared bytes over keep-alive connections to 127.0.0.1 and reads whole responses: a client library would cost
 * more than the server. Each connection has one request on its way. Responses need a Content-Length or chunks.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const statuses = new Map<number, number>();
  const latencies: number[] = [];
  let lost = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + options.duration;

  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      const connection = new Connection(options.port);
      try {
        while (performance.now() < endsAt) {
          const bytes = options.next(client);
          if (bytes === null) break;
          const sentAt = performance.now();
          const raw = await connection.exchange(bytes);
          latencies.push(performance.now() - sentAt);
          statuses.set(raw.status, (statuses.get(raw.status) ?? 0) + 1);
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

  return {
    seconds: (performance.now() - startedAt) / 1_000,
    responses: latencies.length,
    statuses: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
    latencies: latencies.sort((a, b) => a - b),
    lost,
  };
}

/** The value below which a share of sorted values lies; 0 for no values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** One keep-alive connection with one request at a time. */
class Connection {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve: (response: RawResponse) => void; reject: (error: Error) => void } | null = null;
  private failure: Error | null = null;

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.socket.setTimeout(SETTLE_MS_MAX, () => this.fail(new Error('no response in time')));
    this.socket.on('data', (chunk) => this.receive(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the connection was closed')));
  }

  async exchange(bytes: Buffer): Promise<RawResponse> {
    if (this.failure !== null) throw this.failure;
    return await new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.socket.destroy();
    this.waiting?.reject(error);
    this.waiting = null;
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const response = responseIn(this.received);
    if (response === null || this.waiting === null) return;
    this.received = Buffer.alloc(0);
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve(response);
  }
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** The response that the bytes contain; null if it is not complete. */
function responseIn(bytes: Buffer): RawResponse | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const bodyStart = headEnd + HEAD_END.length;
  const length = LENGTH.exec(head)?.[1];
  if (length !== undefined) {
    const end = bodyStart + Number(length);
    return bytes.length < end ? null : { status, body: bytes.subarray(bodyStart, end) };
  }
  if (status === 204 || status === 304) return { status, body: Buffer.alloc(0) };
  const body = chunksIn(bytes.subarray(bodyStart));
  return body === null ? null : { status, body };
}

/** The decoded chunks (RFC 9112, section 7.1, without trailers); null if the last one has not arrived. */
function chunksIn(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (Number.isNaN(size) || bytes.length < end) return null;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
