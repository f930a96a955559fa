import type { Exchange } from './exchange.js';

/** Hears of each exchange as it comes. */
export type Listener = (exchange: Exchange) => void;

/** Every request that was made and every answer that came, in the order of the answers. Nothing is ever taken out. */
export class History {
  private readonly all: Exchange[] = [];
  private readonly listeners: Listener[] = [];

  get exchanges(): readonly Exchange[] {
    return this.all;
  }

  add(exchange: Exchange): void {
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
