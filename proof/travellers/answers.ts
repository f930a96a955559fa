import type { Answer } from '../history/exchange.js';

/** What a booking's answer tells its traveller. */
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

/** What a refusal is called; undefined for anything else. */
export function codeOf({ body }: Answer): string | undefined {
  return (body as { code?: string } | null)?.code;
}
