import type { Actor } from './actors.js';
import type { Operation } from './contract.js';
import { takesHeader, type Draft } from './draft.js';
import { dayFromToday } from './flights.js';
import type { Random } from './random.js';

/** The actor of a request, and what the request is about. */
export interface Subject {
  readonly actor: Actor;
  /** The flight in requests about a flight: the actor's own, unless an administrator changes another. */
  readonly flightId: string;
  readonly requestNumber: number;
}

/** How many days ahead travellers search for flights. */
const DAYS_AHEAD = 14;

/** A request that can succeed: the example of the document, filled with existing ids. */
export function validDraft(operation: Operation, subject: Subject, random: Random): Draft {
  const { actor } = subject;
  const booking = random.pick(actor.bookings);
  const facts = factsOf(subject, booking.id, random);
  // A search accepts city codes and lower case as well; a body does not.
  const searched: Facts = {
    origin: random.pick(['LHR', 'LON', 'lhr']),
    destination: random.pick(['JFK', 'nyc']),
  };
  const { body } = operation;
  const draft: Draft = {
    operation,
    method: operation.method,
    pathValues: pathValues(operation, facts, booking.paymentId),
    query: operation.parameters
      .filter((parameter) => parameter.in === 'query' && (parameter.required || random.chance(0.15)))
      .flatMap(({ name, schema }): [string, string][] => {
        const value = searched[name] ?? facts[name] ?? schema.enum?.[0] ?? schema.minimum?.toString();
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    headers: operation.needsToken ? [['Authorization', `Bearer ${actor.token}`]] : [],
    body: body === null ? undefined : filledIn(body.example, facts, random),
    bytes: null,
    notes: [],
    mustBeRejected: false,
  };
  if (body !== null) draft.headers.push(['Content-Type', 'application/json']);
  if (takesHeader(operation, 'Idempotency-Key'))
    draft.headers.push(['Idempotency-Key', `fuzz-${subject.requestNumber}`]);
  return draft;
}

type Facts = Readonly<Record<string, unknown>>;

/** Values for these field names wherever they occur. */
function factsOf({ actor, flightId, requestNumber }: Subject, bookingId: string, random: Random): Facts {
  const day = dayFromToday(DAYS_AHEAD + random.below(7));
  const letters = (requestNumber + 1).toString(36).toUpperCase().padStart(3, '0').slice(-3);
  return {
    flightId,
    bookingId,
    seats: random.some(actor.flight.seats, 2),
    seat: random.pick(actor.flight.seats),
    origin: 'LHR',
    destination: 'JFK',
    date: day,
    month: day.slice(0, 7),
    airline: 'BA',
    departAfter: '06:00',
    departBefore: '22:00',
    q: 'lon',
    departure: `${day}T08:25`,
    arrival: `${day}T11:20`,
    flightNumber: `BA${1_000 + (requestNumber % 9_000)}`,
    code: letters,
    email: `fuzz-${requestNumber}@example.org`,
  };
}

function pathValues({ path }: Operation, facts: Facts, paymentId: string | null): Record<string, string> {
  const ids: Readonly<Record<string, unknown>> = {
    flights: facts['flightId'],
    bookings: facts['bookingId'],
    payments: paymentId ?? 'none',
    airports: 'LHR',
  };
  const names = [...path.matchAll(/\b(\w+)\/\{(\w+)\}/g)];
  return Object.fromEntries(
    names.map(([, kind = '', name = '']) => [name, String(name === 'seat' ? facts['seat'] : ids[kind])]),
  );
}

/** Fills known values into the example. Leaves out the optional amount in most cases. */
function filledIn(example: unknown, facts: Facts, random: Random): unknown {
  if (Array.isArray(example)) return example.map((item) => filledIn(item, facts, random));
  if (typeof example !== 'object' || example === null) return example;
  const fields = Object.entries(example).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'amount' && typeof value === 'object' && random.chance(0.7)) return [];
    return [[key, facts[key] ?? filledIn(value, facts, random)]];
  });
  return Object.fromEntries(fields);
}
