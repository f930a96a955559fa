import { createHash } from 'node:crypto';
import type { Answer, BookingFacts, Exchange, Question } from './exchange.js';

interface MoneyBody {
  readonly amount: number;
}
interface FlightBody {
  readonly flightId: string;
  readonly seats: readonly { readonly seat: string }[];
}
interface BookingBody {
  readonly id: string;
  readonly reference: string;
  readonly status: BookingFacts['status'];
  readonly expiresInSeconds: number | null;
  readonly flights: readonly FlightBody[];
  readonly pendingChange: { readonly flights: readonly FlightBody[] } | null;
  readonly total: MoneyBody;
  readonly paid: MoneyBody;
  readonly refunded: MoneyBody;
  readonly feesKept: MoneyBody;
  readonly cancellation: { readonly refund: MoneyBody };
}
interface PaymentBody {
  readonly bookingId: string;
  readonly booking?: BookingBody;
}
interface WantedFlight {
  readonly flightId: string;
  readonly seats?: readonly string[];
}
interface WantedTrip {
  readonly flights?: readonly WantedFlight[];
  readonly passengers?: readonly unknown[];
  readonly bookingId?: string;
}

/** Reads the body of a booking. */
export function factsOf(body: BookingBody): BookingFacts {
  const { id, reference, status, expiresInSeconds, flights, pendingChange, total, paid, refunded, feesKept } =
    body;
  return {
    id,
    reference,
    status,
    expiresInSeconds,
    seats: seatsOf(flights),
    pendingSeats: seatsOf(pendingChange?.flights ?? []),
    total: total.amount,
    paid: paid.amount,
    refunded: refunded.amount,
    feesKept: feesKept.amount,
    refund: status === 'cancelled' ? body.cancellation.refund.amount : null,
  };
}

function seatsOf(flights: readonly FlightBody[]): readonly string[] {
  return listOf(flights.flatMap(({ flightId, seats }) => seats.map(({ seat }) => seatOf(flightId, seat))));
}

/** Shared strings and lists save memory, because a history may have a million exchanges. */
const NONE: readonly string[] = [];
const known = new Map<string, string>();

function listOf(all: readonly string[]): readonly string[] {
  return all.length === 0 ? NONE : all;
}

/** Returns one shared copy of a text. Only for flights, seats and codes, of which there are few. */
function same(text: string): string {
  const first = known.get(text);
  if (first === undefined) known.set(text, text);
  return first ?? text;
}

function seatOf(flightId: string, seat: string): string {
  return same(`${flightId} ${seat}`);
}

/** Makes the exchange of a request and its response. */
export function exchangeOf(question: Question, answer: Answer, sentAt: number, answeredAt: number): Exchange {
  const { traveller, method, path, key = null } = question;
  const { status, body } = answer;
  const trip = (question.body ?? {}) as WantedTrip;
  const isDone = status !== null && status < 300;
  const booking = isDone ? bookingIn(path, body) : null;
  const payment = isDone ? paymentIn(path, body) : null;
  const problem = status === null || isDone ? null : (body as { code?: string } | null);
  const flights = trip.flights ?? [];
  return {
    traveller,
    method,
    path,
    key,
    sentAt,
    answeredAt,
    status,
    code: problem?.code === undefined ? null : same(problem.code),
    hasRetryAfter: answer.retryAfter !== null,
    fingerprint: key === null || status === null ? null : fingerprintOf(status, answer.text),
    wanted: listOf(
      flights.flatMap(({ flightId, seats = [] }) => seats.map((seat) => seatOf(flightId, seat))),
    ),
    anyOf: listOf(flights.filter(({ seats }) => seats === undefined).map(({ flightId }) => same(flightId))),
    passengers: trip.passengers?.length ?? 0,
    bookingId: bookingOf(question) ?? booking?.id ?? payment?.bookingId ?? null,
    facts: booking === null ? null : factsOf(booking),
    taken: takenIn(body),
  };
}

/** Returns the booking id in the path or body of a request; null if there is none. */
export function bookingOf({ path, body }: Question): string | null {
  return ((body ?? {}) as WantedTrip).bookingId ?? idIn(path);
}

function fingerprintOf(status: number, text: string): string {
  return `${status} ${createHash('sha256').update(text).digest('base64url')}`;
}

function idIn(path: string): string | null {
  return /^\/bookings\/([^/?]+)/.exec(path)?.[1] ?? null;
}

function bookingIn(path: string, body: unknown): BookingBody | null {
  if (/^\/bookings(\/[^/?]+)?$/.test(path)) return body as BookingBody;
  if (path === '/payment/simulate') return (body as PaymentBody).booking ?? null;
  return null;
}

function paymentIn(path: string, body: unknown): PaymentBody | null {
  return path === '/payment/simulate' || /^\/payments\/[^/?]+$/.test(path) ? (body as PaymentBody) : null;
}

function takenIn(body: unknown): readonly string[] {
  const { code, seats = [] } = (body ?? {}) as {
    readonly code?: string;
    readonly seats?: readonly { readonly flightId: string; readonly seat: string }[];
  };
  return code === 'seat-unavailable' ? seats.map(({ flightId, seat }) => seatOf(flightId, seat)) : NONE;
}
