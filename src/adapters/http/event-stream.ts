import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import { SECOND } from '../../domain/shared/instant.js';

const COMMENT_INTERVAL = 15 * SECOND;

/** What may wait for a client that reads too slowly before it is let go. */
const WAITING_BYTES_MAX = 1024 * 1024;

/** Server-sent events, as the HTML standard has them. */
export class EventStream {
  private readonly pipe = new PassThrough();
  private readonly comments = setInterval(() => this.write(': still here\n\n'), COMMENT_INTERVAL);

  /** Sends an event with JSON in it. */
  send(event: string, id: number, data: unknown): void {
    this.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Makes the stream the answer; `stopped` is called once, when the client is gone. */
  answer(ctx: Context, stopped: () => void): void {
    ctx.type = 'text/event-stream';
    ctx.set('X-Accel-Buffering', 'no');
    // A connection that has carried a stream carries nothing else: it ends with it.
    ctx.set('Connection', 'close');
    ctx.body = this.pipe;
    const stop = () => {
      clearInterval(this.comments);
      this.pipe.destroy();
      stopped();
    };
    // A client that left while its request was looked into has closed the response already.
    if (ctx.res.closed || ctx.req.socket.destroyed) stop();
    else ctx.res.once('close', stop);
  }

  /** Ends the stream from this side. */
  end(): void {
    clearInterval(this.comments);
    this.pipe.end();
  }

  private write(text: string): void {
    if (this.pipe.writableLength > WAITING_BYTES_MAX) this.pipe.destroy();
    else if (!this.pipe.destroyed && !this.pipe.writableEnded) this.pipe.write(text);
  }
}
