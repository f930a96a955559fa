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
 * Connections stay open longer than a proxy in front keeps them (nginx: 60 s), or it would now and then send a
 * request into a connection that is just being closed.
 */
const KEEP_ALIVE = 75 * SECOND;
const HEADERS_TIMEOUT = 76 * SECOND;

/** A request that has not arrived by then is given up, however slowly it comes. */
const REQUEST_TIMEOUT = 90 * SECOND;

/** Connections that may wait to be accepted: a crowd comes at once. */
const BACKLOG = 4_096;

const PARSER_PROBLEMS: Readonly<Record<string, readonly [TransportCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'Send headers of at most 16 KiB in all.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'Send the request faster, or send a smaller one.'],
};

/** What Node says of bytes that it cannot read, and those that it had at hand. */
interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

const REQUEST_ID_LINE = /^x-request-id:[ \t]*([\x21-\x7e]{1,128})[ \t]*\r?$/im;

/** An HTTP server that answers even what its parser cannot read with a problem, and that can end without a loss. */
export class HttpServer {
  private readonly server: Server;
  /** How many requests each open connection has running. */
  private readonly running = new Map<Socket, number>();
  /** Answers that are not finished. */
  private readonly open = new Set<ServerResponse>();
  private isDraining = false;
  private isClosing = false;

  constructor(app: Koa) {
    const handle = app.callback();
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      // What comes after the last answer of a connection is no request any more.
      if (request.socket.writableEnded) return;
      lingerIfUnread(request);
      this.count(request.socket, response);
      const fault = faultOf(request);
      if (fault !== null) rejectRequest(request, response, fault);
      else handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    };
    const timeouts = {
      // Without Host the answer is a problem like any other, and not Node's own.
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
    // Who waits for a sign is given one where the body is read, and an answer where it is not.
    this.server.on('checkContinue', serve);
    this.server.on('clientError', answerUnreadable);
    this.server.on('connect', (request, socket: Duplex) => {
      const detail = 'This server is not a proxy. Request its own paths.';
      refuse(socket, requestIdOf(request), new TransportProblem('malformed-request', detail));
    });
  }

  /** Listens; answers the port, which the system chooses for 0. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host, backlog: BACKLOG }, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Goes on answering, and asks every client to take its next request elsewhere, for `grace` milliseconds; whoever
   * balances has noticed by then. Then takes no more connections, lets requests that run be answered, and ends; at the
   * latest after `longest` milliseconds more. `closing` is called when it takes no more.
   */
  async drain(grace: number, longest: number, closing: () => void): Promise<void> {
    this.isDraining = true;
    for (const response of this.open) lastOfItsConnection(response);
    await sleep(grace);
    this.isClosing = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    closing();
    for (const [socket, requests] of this.running) if (requests === 0) socket.destroy();
    const timer = setTimeout(() => this.server.closeAllConnections(), longest);
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
      // A connection that ended first is forgotten already: written down again, it would be kept for ever.
      if (before === undefined) return;
      this.running.set(socket, before - 1);
      if (this.isClosing && before === 1) socket.destroySoon();
    });
  }
}

/** Says so in the answer, if that is not under way: a proxy would send its next request into what is being closed. */
function lastOfItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}

function answerUnreadable(error: ParserError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = PARSER_PROBLEMS[error.code ?? ''] ?? [
    'malformed-request',
    'Send a request as HTTP/1.1 has it.',
  ];
  // Of what the parser gave up, the id may have been among what it had.
  const given = error.rawPacket?.toString('latin1') ?? '';
  const sent = REQUEST_ID_LINE.exec(given)?.[1];
  const isHead = given.startsWith('HEAD ');
  refuse(socket, requestIdFrom(sent), new TransportProblem(code, detail), isHead);
}

/** What Node's parser lets pass and no request may be; null for most. */
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
 * Answers on a connection that no HTTP response belongs to, and ends it, whatever the client does meanwhile. Who asks
 * with HEAD expects no body, and would take one for the next answer.
 */
function refuse(socket: Duplex, requestId: string, problem: TransportProblem, isHead = false): void {
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
