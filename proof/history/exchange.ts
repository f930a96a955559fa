/** A request of a traveller. */
export interface Question {
  readonly traveller: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The `Idempotency-Key` of a repeatable request. */
  readonly key?: string;
  readonly ifMatch?: string;
}

/** The response. Without a status there was none, and the request may have taken effect. */
export interface Answer {
  readonly status: number | null;
  readonly body: unknown;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** Returns the flight of a seat given as `flight seat`. */
export function flightOf(seat: string): string {
  return seat.slice(0, seat.indexOf(' '));
}

/** Whether both lists have the same seats in the same order. */
export function areSameSeats(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((seat, n) => seat === others[n]);
}

/** A booking as a response shows it. */
export interface BookingFacts {
  readonly id: string;
  readonly reference: string;
  readonly status: 'held' | 'confirmed' | 'cancelled' | 'expired';
  /** Whole seconds, rounded down; null if the booking does not expire. */
  readonly expiresInSeconds: number | null;
  /** `flight seat`, in the order of the flights. */
  readonly seats: readonly string[];
  /** The same for a pending change. */
  readonly pendingSeats: readonly string[];
  readonly total: number;
  readonly paid: number;
  readonly refunded: number;
  /** Fees kept for seats that earlier changes removed. */
  readonly feesKept: number;
  /** The refund of its cancellation in minor units; null before it is cancelled. */
  readonly refund: number | null;
}

/**
 * One request and its response, as far as the verdict needs them. Times are milliseconds of one clock that never goes
 * back.
 */
export interface Exchange {
  readonly traveller: string;
  readonly method: Question['method'];
  readonly path: string;
  readonly key: string | null;
  readonly sentAt: number;
  /** When the response arrived, or the request timed out. */
  readonly answeredAt: number;
  /** Null without a response. */
  readonly status: number | null;
  /** The code of a problem. */
  readonly code: string | null;
  readonly hasRetryAfter: boolean;
  /** A hash of the status and body of the response; null for requests without a key. */
  readonly fingerprint: string | null;
  /** The named seats of the request, as `flight seat`. */
  readonly wanted: readonly string[];
  /** Flights of the request on which the service chooses the seats. */
  readonly anyOf: readonly string[];
  /** The number of passengers in the request; 0 if it names none. */
  readonly passengers: number;
  /** The booking of the request, from its path or body, or from the response. */
  readonly bookingId: string | null;
  readonly facts: BookingFacts | null;
  /** Seats that a refusal names as taken, as `flight seat`. */
  readonly taken: readonly string[];
}

/** Whether the failure is temporary: no response, 429 or 5xx. */
export function isTrouble(status: Answer['status']): boolean {
  return status === null || status === 429 || status >= 500;
}
