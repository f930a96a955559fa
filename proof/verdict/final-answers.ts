import type { BookingFacts } from '../history/exchange.js';

/** A payment as it is listed at the end. */
export interface PaymentFacts {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly refunded: number;
}

export interface SeatsLeft {
  readonly flight: string;
  readonly cabin: string;
  readonly bySearch: number;
  readonly byMap: number;
}

/** What the service says when everybody has gone home: its last word, which is held against all that it said before. */
export interface FinalAnswers {
  /** Of every traveller, all of their bookings. */
  readonly bookings: ReadonlyMap<string, BookingFacts & { readonly traveller: string }>;
  /** Of those bookings, what was listed as somebody else's as well. */
  readonly shared: readonly { readonly id: string; readonly traveller: string }[];
  /** Of every booking that anybody tried to pay for, and whose payments could be seen. */
  readonly payments: ReadonlyMap<string, readonly PaymentFacts[]>;
  /** Of every flight that somebody booked: the state of each seat, as `flight seat`. */
  readonly seats: ReadonlyMap<string, string>;
  /** Of each cabin of the same flights, how many seats are left, by search and by the map. */
  readonly left: readonly SeatsLeft[];
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}
