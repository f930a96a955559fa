import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

/** A request as it goes out, whatever it is. */
export interface WireRequest {
  readonly method: string;
  /** With its query, encoded. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
}

/** What came back. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Of a stream, its beginning. */
  readonly text: string;
}

/** Sends requests over connections that stay open. */
export class Client {
  private readonly agent: Agent;
  private readonly host: string;
  private readonly port: number;

  /** `patience`: how many milliseconds an answer may take; `connections`: how many there are at once. */
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
   * The answer. A connection that the server closed while it lay idle is no fault of anybody: then it is sent once more.
   * Throws Error for a connection that breaks, and for an answer that does not come in time.
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
      // Silence on the connection is not enough: an answer may trickle.
      const timer = setTimeout(() => {
        outgoing.destroy(new Error(`no answer within ${this.patience} ms`));
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

/** Reads an answer to its end; of a stream of events, which has none, the first part. */
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
