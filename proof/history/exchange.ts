/** What a traveller asks. */
export interface Question {
  readonly traveller: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The `Idempotency-Key`, for what may be repeated. */
  readonly key?: string;
  readonly ifMatch?: string;
}

/** What came back; a request that nobody answered may have been done, or not. */
export interface Answer {
  readonly status: number | null;
  readonly body: unknown;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** The flight of a seat as `flight seat`. */
export function flightOf(seat: string): string {
  return seat.slice(0, seat.indexOf(' '));
}

/** Whether these are the same seats, in the same order. */
export function areSameSeats(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((seat, n) => seat === others[n]);
}

/** What an answer says of a booking. */
export interface BookingFacts {
  readonly id: string;
  readonly reference: string;
  readonly status: 'held' | 'confirmed' | 'cancelled' | 'expired';
  /** Whole seconds, rounded down; null when it does not expire. */
  readonly expiresInSeconds: number | null;
  /** `flight seat`, the flights in order. */
  readonly seats: readonly string[];
  /** The same of a change that waits to be paid. */
  readonly pendingSeats: readonly string[];
  readonly total: number;
  readonly paid: number;
  readonly refunded: number;
  /** Cancellation fees for seats that changes took from it. */
  readonly feesKept: number;
  /** What cancelling it gives back, in minor units; null before it is cancelled. */
  readonly refund: number | null;
}

/**
 * One request and what became of it, as far as the verdict needs it. Times are milliseconds of one clock that never
 * goes back.
 */
export interface Exchange {
  readonly traveller: string;
  readonly method: Question['method'];
  readonly path: string;
  readonly key: string | null;
  readonly sentAt: number;
  /** When the answer was there, or the wait was given up. */
  readonly answeredAt: number;
  /** Null when nobody answered. */
  readonly status: number | null;
  /** Of a problem. */
  readonly code: string | null;
  readonly hasRetryAfter: boolean;
  /** Tells answers apart, whole; of those under a key alone. */
  readonly fingerprint: string | null;
  /** `flight seat` of what was asked for, where seats were named. */
  readonly wanted: readonly string[];
  /** Flights of which the service was to choose the seats. */
  readonly anyOf: readonly string[];
  /** How many people were to travel; 0 where the request names none. */
  readonly passengers: number;
  /** The booking that the request is about: known before, or told by the answer. */
  readonly bookingId: string | null;
  readonly facts: BookingFacts | null;
  /** `flight seat` that a refusal names as taken. */
  readonly taken: readonly string[];
}

/** Passing trouble, or no answer: it may go better another time. */
export function isTrouble(status: Answer['status']): boolean {
  return status === null || status === 429 || status >= 500;
}
