import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Context } from 'koa';
import { hasBody } from './request-body.js';

/** How often to check a connection that is closing, how often at most, and how many more bytes it may send. */
const CHECK_INTERVAL_MS = 50;
const CHECKS_MAX = 40;
const BYTES_MAX = 8 * 1024 * 1024;

/** Adds `Connection: close` to the response to a request whose body has not arrived completely. */
export function closeIfUnread(ctx: Context): void {
  if (!ctx.req.complete) ctx.set('Connection', 'close');
}

/**
 * Lets a client that is still sending its body read the response. Closing at once would reset the connection, and the
 * client would lose the response (RFC 9112, section 9.6). So the server discards the rest of the body for at most 2
 * seconds and 8 MiB.
 */
export function lingerIfUnread(request: IncomingMessage): void {
  if (!hasBody(request)) return;
  const { socket } = request;
  // Node calls this once the last response of a connection is written.
  socket.destroySoon = () => {
    if (request.complete) Socket.prototype.destroySoon.call(socket);
    else endWithin(socket, request);
  };
}

function endWithin(socket: Socket, request: IncomingMessage): void {
  const before = socket.bytesRead;
  let checks = 0;
  socket.end();
  const timer = setInterval(() => {
    checks += 1;
    const isOver = request.complete || checks >= CHECKS_MAX || socket.bytesRead - before > BYTES_MAX;
    if (isOver) socket.destroy();
  }, CHECK_INTERVAL_MS);
  socket.once('close', () => clearInterval(timer));
}
