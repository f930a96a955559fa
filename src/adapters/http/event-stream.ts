import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { SECOND } from '../../domain/shared/instant.js';

const COMMENT_INTERVAL = 15 * SECOND;

/** How many unsent bytes may wait for a slow client before the stream is closed. */
const WAITING_BYTES_MAX = 1024 * 1024;

/** Server-sent events (HTML standard), with a comment every 15 seconds that keeps the connection open. */
export class EventStream {
  private readonly pipe = new PassThrough();
  private readonly comments = setInterval(() => this.write(': still here\n\n'), COMMENT_INTERVAL);

  /** Sends an event. `data` is one line. */
  send(event: string, id: number, data: string): void {
    this.write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`);
  }

  /** Makes the stream the body of the response. Calls `stopped` once, when the connection is closed. */
  answer(ctx: Context, stopped: () => void): void {
    ctx.type = 'text/event-stream';
    ctx.set('X-Accel-Buffering', 'no');
    // The connection ends with the stream and serves no further request.
    ctx.set('Connection', 'close');
    ctx.body = this.pipe;
    const stop = () => {
      clearInterval(this.comments);
      this.pipe.destroy();
      stopped();
    };
    // If the client disconnected before now, the response emits no 'close' any more.
    if (ctx.res.closed || ctx.req.socket.destroyed) stop();
    else ctx.res.once('close', stop);
  }

  /** Ends the stream from the server's side. */
  end(): void {
    clearInterval(this.comments);
    this.pipe.end();
  }

  private write(text: string): void {
    if (this.pipe.writableLength > WAITING_BYTES_MAX) this.pipe.destroy();
    else if (!this.pipe.destroyed && !this.pipe.writableEnded) this.pipe.write(text);
  }
}
