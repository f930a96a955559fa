import { connect, type Socket } from 'node:net';

const SETTLE_MS_MAX = 30_000;

/** A response whose body is not decoded. */
export interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** One keep-alive connection with one request at a time. */
export class Connection {
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
