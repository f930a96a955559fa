import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import { SECOND } from '../../domain/shared/instant.js';
import type { TransportCode } from './contract/problems.js';
import { problemResponse, PROBLEM_MEDIA_TYPE, TransportProblem } from './problem.js';
import { requestIdFrom } from './request-headers.js';
import { lingerIfUnread } from './unread-body.js';

/**
 * How long an idle connection stays open: longer than nginx keeps it (60 s), so that nginx never sends a request on a
 * connection that the process is closing.
 */
const KEEP_ALIVE = 75 * SECOND;
const HEADERS_TIMEOUT = 76 * SECOND;

/** A request that has not arrived completely within this time is rejected. */
const REQUEST_TIMEOUT = 90 * SECOND;

/** Connections that may wait to be accepted, for bursts of clients. */
const BACKLOG = 4_096;

const PARSER_PROBLEMS: Readonly<Record<string, readonly [TransportCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'Send headers of at most 16 KiB in total.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'Send the request faster, or send a smaller one.'],
};

/** Node's error for bytes that its parser rejects; `rawPacket` is the packet that it was parsing. */
interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

const REQUEST_ID_LINE = /^x-request-id:[ \t]*([\x21-\x7e]{1,128})[ \t]*\r?$/im;

/** An HTTP server that responds with a problem even to malformed requests, and that stops without losing a request. */
export class HttpServer {
  private readonly server: Server;
  /** How many requests each open connection has running. */
  private readonly running = new Map<Socket, number>();
  /** Responses that are not finished. */
  private readonly open = new Set<ServerResponse>();
  private isDraining = false;
  private isClosing = false;

  constructor(app: Koa) {
    const handle = app.callback();
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      // After the last response of a connection, further requests on it are ignored.
      if (request.socket.writableEnded) return;
      lingerIfUnread(request);
      this.count(request.socket, response);
      const fault = faultOf(request);
      if (fault !== null) rejectRequest(request, response, fault);
      else handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    };
    const timeouts = {
      // A request without Host gets a problem like any other, in place of Node's own response.
      requireHostHeader: false,
      keepAliveTimeout: KEEP_ALIVE,
      headersTimeout: HEADERS_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
    };
    this.server = createHttpServer(timeouts, serve);
    this.server.on('connection', (socket: Socket) => {
      this.running.set(socket, 0);
      socket.once('close', () => this.running.delete(socket));
    });
    this.server.on('checkExpectation', serve);
    // A client that sends Expect: 100-continue gets 100 when its body is read, or the response without it.
    this.server.on('checkContinue', serve);
    this.server.on('clientError', rejectUnreadable);
    this.server.on('connect', (request, socket: Duplex) => {
      const detail = 'This server is not a proxy. Request its own paths.';
      rejectOnSocket(socket, requestIdOf(request), new TransportProblem('malformed-request', detail));
    });
  }

  /** Listens and returns the port, which the system chooses for 0. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host, backlog: BACKLOG }, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Stops the server without losing requests. For `graceMs` it still serves, and closes each connection after its
   * response, so that the load balancer notices. Then it accepts no more connections, calls `closing`, and waits for
   * running requests to end, for at most `closeMsMax`.
   */
  async drain(graceMs: number, closeMsMax: number, closing: () => void): Promise<void> {
    this.isDraining = true;
    for (const response of this.open) lastOfItsConnection(response);
    await sleep(graceMs);
    this.isClosing = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    closing();
    for (const [socket, requests] of this.running) if (requests === 0) socket.destroy();
    const timer = setTimeout(() => this.server.closeAllConnections(), closeMsMax);
    await closed;
    clearTimeout(timer);
  }

  private count(socket: Socket, response: ServerResponse): void {
    this.running.set(socket, (this.running.get(socket) ?? 0) + 1);
    this.open.add(response);
    if (this.isDraining) lastOfItsConnection(response);
    response.once('close', () => {
      this.open.delete(response);
      const before = this.running.get(socket);
      // The connection has already closed and been removed; adding it again would leak it.
      if (before === undefined) return;
      this.running.set(socket, before - 1);
      if (this.isClosing && before === 1) socket.destroySoon();
    });
  }
}

/** Adds `Connection: close` unless the headers are sent, so that a proxy sends no further request on it. */
function lastOfItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

function rejectUnreadable(error: ParserError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = PARSER_PROBLEMS[error.code ?? ''] ?? [
    'malformed-request',
    'Send a valid HTTP/1.1 request.',
  ];
  // The rejected packet may contain the request's id.
  const given = error.rawPacket?.toString('latin1') ?? '';
  const sent = REQUEST_ID_LINE.exec(given)?.[1];
  const isHead = given.startsWith('HEAD ');
  rejectOnSocket(socket, requestIdFrom(sent), new TransportProblem(code, detail), isHead);
}

/** The fault of a request that Node's parser accepts and HTTP/1.1 does not allow, or null. */
function faultOf({ rawHeaders, url = '' }: IncomingMessage): TransportProblem | null {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts !== 1)
    return new TransportProblem('malformed-request', 'Send exactly one Host header, as HTTP/1.1 requires.');
  if (url.startsWith('/') || url === '*' || URL.canParse(url)) return null;
  return new TransportProblem('malformed-request', 'The request target is not a valid URL or path.');
}

function requestIdOf({ headers }: IncomingMessage): string {
  return requestIdFrom([headers['x-request-id']].flat()[0]);
}

function rejectRequest(request: IncomingMessage, response: ServerResponse, problem: TransportProblem): void {
  const requestId = requestIdOf(request);
  const { status, body } = problemResponse(problem, requestId, '/');
  const headers = { 'Content-Type': PROBLEM_MEDIA_TYPE, 'X-Request-Id': requestId, Connection: 'close' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

/**
 * Writes a problem to a socket for which Node made no response object, and closes it. A HEAD request gets no body,
 * because its client would read one as the next response.
 */
function rejectOnSocket(socket: Duplex, requestId: string, problem: TransportProblem, isHead = false): void {
  const { status, body } = problemResponse(problem, requestId, '/');
  const text = JSON.stringify(body);
  socket.on('error', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${problem.code}`,
      'Connection: close',
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(text)}`,
      `X-Request-Id: ${requestId}`,
      '',
      isHead ? '' : text,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
