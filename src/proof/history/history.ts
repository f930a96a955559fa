import type { Exchange } from './exchange.js';

/** Hears of each exchange as it comes. */
export type Listener = (exchange: Exchange) => void;

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

  /** All of it, an exchange a line, for whoever wants to see for themselves. */
  text(): string {
    return this.all.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }
}
