import type { Answer } from '../history/exchange.js';

/** A booking in a response. */
export interface Bought {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly flights: readonly {
    readonly flightId: string;
    readonly seats: readonly { readonly seat: string }[];
  }[];
  readonly passengers: readonly unknown[];
  readonly total: { readonly amount: number; readonly currency: string };
  readonly pendingChange: { readonly amountDue: { readonly amount: number } } | null;
}

/** Returns the code of a problem; undefined for any other response. */
export function codeOf({ body }: Answer): string | undefined {
  return (body as { code?: string } | null)?.code;
}
