import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Context, Next } from 'koa';
import { hasBody } from './request-body.js';

/** How often a connection that ends is looked at, in milliseconds, how many times, and how many bytes may still come. */
const LOOK_EVERY_MS = 50;
const LOOKS_MAX = 40;
const BYTES_MAX = 8 * 1024 * 1024;

/** Says in the answer that the connection ends with it, where the request's body has not come to its end. */
export async function closeIfUnread(ctx: Context, next: Next): Promise<void> {
  await next();
  if (!ctx.req.complete) ctx.set('Connection', 'close');
}

/**
 * Lets a client read the answer to a request whose body is still on its way. To close at once would reset the
 * connection, and the client, which is still sending, would lose the answer (RFC 9112, section 9.6). So the rest is
 * thrown away for a moment, within bounds: whoever sends for ever is cut off.
 */
export function lingerIfUnread(request: IncomingMessage): void {
  if (!hasBody(request)) return;
  const { socket } = request;
  // Node calls this once the last answer of a connection is written.
  socket.destroySoon = () => {
    if (request.complete) Socket.prototype.destroySoon.call(socket);
    else endWithin(socket, request);
  };
}

function endWithin(socket: Socket, request: IncomingMessage): void {
  const before = socket.bytesRead;
  let looks = 0;
  socket.end();
  const timer = setInterval(() => {
    looks += 1;
    const isOver = request.complete || looks >= LOOKS_MAX || socket.bytesRead - before > BYTES_MAX;
    if (isOver) socket.destroy();
  }, LOOK_EVERY_MS);
  socket.once('close', () => clearInterval(timer));
}
