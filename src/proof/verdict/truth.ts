import type { BookingFacts } from '../history/exchange.js';

/** A payment as it is listed at the end. */
export interface PaymentFacts {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly refunded: number;
}

/** What the service says when everybody has gone home. */
export interface Truth {
  /** Of every traveller, all of their bookings. */
  readonly bookings: ReadonlyMap<string, BookingFacts & { readonly traveller: string }>;
  /** Of every booking that anybody tried to pay for. */
  readonly payments: ReadonlyMap<string, readonly PaymentFacts[]>;
  /** Of every flight that somebody booked: the state of each seat, as `flight seat`. */
  readonly seats: ReadonlyMap<string, string>;
  /** The same flights as search sells them: how many seats are left, and how many the map says. */
  readonly left: readonly { readonly flight: string; readonly bySearch: number; readonly byMap: number }[];
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}
