import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

/** A request as it is sent, valid or not. */
export interface WireRequest {
  readonly method: string;
  /** The path with its query, encoded. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
}

/** A response. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body; of an event stream, its first part. */
  readonly text: string;
}

/** Sends requests over connections that stay open. */
export class Client {
  private readonly agent: Agent;
  private readonly host: string;
  private readonly port: number;

  /** `patience`: the timeout of a response in milliseconds; `connections`: the limit of open connections. */
  constructor(
    url: string,
    private readonly patience: number,
    connections: number,
  ) {
    const { hostname, port } = new URL(url);
    this.host = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port || 80);
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * Returns the response. Retries once if the server closed an idle connection, which is no fault. Throws Error if the
   * connection breaks or the response times out.
   */
  async send(request: WireRequest): Promise<WireResponse> {
    try {
      return await this.sendOnce(request);
    } catch (error) {
      if (!(error instanceof IdleConnectionClosed)) throw error;
      return await this.sendOnce(request);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private sendOnce({ method, path, headers, body }: WireRequest): Promise<WireResponse> {
    return new Promise((resolve, reject) => {
      const { host, port, agent } = this;
      const outgoing = httpRequest({
        host,
        port,
        agent,
        method,
        path,
        headers: headersOf(headers, host, port, body),
      });
      // A timeout for the whole response, because a slow one may send bytes forever.
      const timer = setTimeout(() => {
        outgoing.destroy(new Error(`no response within ${this.patience} ms`));
      }, this.patience);
      outgoing.on('response', (incoming) => {
        read(incoming)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer));
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        const wasIdle = outgoing.reusedSocket && error.code === 'ECONNRESET';
        reject(wasIdle ? new IdleConnectionClosed() : error);
      });
      outgoing.end(body ?? undefined);
    });
  }
}

class IdleConnectionClosed extends Error {}

function headersOf(
  headers: WireRequest['headers'],
  host: string,
  port: number,
  body: Buffer | null,
): OutgoingHttpHeaders {
  const all: Record<string, string | string[]> = { Host: `${host}:${port}` };
  for (const [name, value] of headers) {
    const before = all[name];
    all[name] = before === undefined ? value : [before, value].flat();
  }
  if (body !== null) all['Content-Length'] = String(body.length);
  return all;
}

/** Reads a response to its end; of an event stream, which has no end, the first part. */
async function read(incoming: IncomingMessage): Promise<WireResponse> {
  const { statusCode: status = 0 } = incoming;
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if (isStream) break;
  }
  return { status, headers, text: Buffer.concat(chunks).toString() };
}
