import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './exchange.js';

/** Hears of each exchange as it comes. */
export type Listener = (exchange: Exchange) => void;

const LINES_AT_ONCE = 1_000;

/** Every request that was made and every answer that came, in the order of the answers. Nothing is ever taken out. */
export class History {
  private readonly all: Exchange[] = [];
  private readonly listeners: Listener[] = [];
  private readonly underWay = new Map<string, number>();

  get exchanges(): readonly Exchange[] {
    return this.all;
  }

  /** Something is being asked about a booking; `add` says what came of it. */
  begin(bookingId: string | null): void {
    if (bookingId !== null) this.underWay.set(bookingId, (this.underWay.get(bookingId) ?? 0) + 1);
  }

  /** Whether something has been asked about a booking, and is not answered yet. */
  isAsked(bookingId: string): boolean {
    return this.underWay.has(bookingId);
  }

  /** `begun` is the booking that was named when it began. */
  add(exchange: Exchange, begun: string | null): void {
    const left = begun === null ? 0 : (this.underWay.get(begun) ?? 0) - 1;
    if (begun !== null && left > 0) this.underWay.set(begun, left);
    else if (begun !== null) this.underWay.delete(begun);
    this.all.push(exchange);
    for (const listener of this.listeners) listener(exchange);
  }

  /** Writes all of it to a file, an exchange a line, for whoever wants to see for themselves. */
  async keep(file: string): Promise<void> {
    await pipeline(Readable.from(this.lines()), createWriteStream(file));
  }

  /** Never all of them at once: a million are more than one text can hold. */
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
