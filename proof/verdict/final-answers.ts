import type { BookingFacts } from '../history/exchange.js';

/** A payment as the service lists it after the run. */
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

/** What the service returns after the run. The verdict compares it with all earlier responses. */
export interface FinalAnswers {
  /** All bookings of every traveller. */
  readonly bookings: ReadonlyMap<string, BookingFacts & { readonly traveller: string }>;
  /** Bookings that were listed for a second traveller as well. */
  readonly shared: readonly { readonly id: string; readonly traveller: string }[];
  /** Payments by booking, for each booking with a payment request whose payments could be read. */
  readonly payments: ReadonlyMap<string, readonly PaymentFacts[]>;
  /** The state of each seat of every booked flight, as `flight seat`. */
  readonly seats: ReadonlyMap<string, string>;
  /** The seat counts of each cabin of the same flights, from search and from the seat map. */
  readonly left: readonly SeatsLeft[];
  /** What could not be read, in words. */
  readonly unseen: readonly string[];
}
