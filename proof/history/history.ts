import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './exchange.js';

/** Receives each exchange as it is added. */
export type Listener = (exchange: Exchange) => void;

const LINES_AT_ONCE = 1_000;

/** All requests with their responses, in the order of the responses. Nothing is ever removed. */
export class History {
  private readonly all: Exchange[] = [];
  private readonly listeners: Listener[] = [];
  private readonly underWay = new Map<string, number>();

  get exchanges(): readonly Exchange[] {
    return this.all;
  }

  /** Records that a request about a booking is sent; `add` records its response. */
  begin(bookingId: string | null): void {
    if (bookingId !== null) this.underWay.set(bookingId, (this.underWay.get(bookingId) ?? 0) + 1);
  }

  /** Whether a request about the booking has no response yet. */
  isAsked(bookingId: string): boolean {
    return this.underWay.has(bookingId);
  }

  /** `begun` is the booking that was passed to `begin`. */
  add(exchange: Exchange, begun: string | null): void {
    const left = begun === null ? 0 : (this.underWay.get(begun) ?? 0) - 1;
    if (begun !== null && left > 0) this.underWay.set(begun, left);
    else if (begun !== null) this.underWay.delete(begun);
    this.all.push(exchange);
    for (const listener of this.listeners) listener(exchange);
  }

  /** Writes all exchanges to a file, one JSON object per line. */
  async keep(file: string): Promise<void> {
    await pipeline(Readable.from(this.lines()), createWriteStream(file));
  }

  /** Yields the lines in parts, because a million lines exceed the longest string. */
  private *lines(): Generator<string> {
    for (let from = 0; from < this.all.length; from += LINES_AT_ONCE) {
      const some = this.all.slice(from, from + LINES_AT_ONCE);
      yield some.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
    }
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }
}
