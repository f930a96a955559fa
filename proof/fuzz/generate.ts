import type { Tokens } from '../tokens.js';
import type { Actor } from './actors.js';
import { mutateBody } from './body-mutations.js';
import type { WireRequest } from './client.js';
import type { Contract, Operation } from './contract.js';
import { note, type Draft } from './draft.js';
import type { StoredFlightFacts } from './flights.js';
import { mutateHeaders } from './header-mutations.js';
import { jsonText } from './hostile.js';
import { mutateMethod, mutatePath } from './path-mutations.js';
import { mutateQuery } from './query-mutations.js';
import { Random } from './random.js';
import { mutateToken } from './token-mutations.js';
import { mutateBytes } from './transport-mutations.js';
import { validDraft, type Subject } from './valid-request.js';

/** The actors and flights that a request may be about. */
export interface Cast {
  readonly fuzzer: Actor;
  readonly administrator: Actor;
  readonly bystanders: readonly Actor[];
  readonly flights: StoredFlightFacts;
  readonly tokens: Tokens;
}

/** A complete request, and what is known about it. */
export interface FuzzRequest extends WireRequest {
  readonly number: number;
  readonly operation: Operation;
  /** Its mutations; empty for a valid request. */
  readonly notes: readonly string[];
  readonly mustBeRejected: boolean;
}

/** How often slow operations are sent: password hashing takes long for any input. */
const SLOW_SHARE = 0.1;
const SLOW = /^\/auth\/(register|login)$/;

/** Shares of requests that are valid, that name bystanders, and that name them with the token of another actor. */
const VALID = 0.12;
const ABOUT_BYSTANDERS = 0.5;
const FOREIGN = 0.1;

/** Shares of mutations inside a body if there is one, and of requests with a second mutation. */
const BODIES = 0.55;
const TWICE = 0.15;

/** Makes the request with this number. Seed, contract and cast determine it. */
export function generate(contract: Contract, cast: Cast, seed: number, number: number): FuzzRequest {
  const random = new Random(seed, number);
  const operation = pickOperation(contract, random);
  const isForAdministrators = operation.needsToken && /^\/(flights|airports|aircraft)/.test(operation.path);
  const own: Subject = isForAdministrators
    ? { actor: cast.administrator, flightId: random.pick(cast.flights.scratch), requestNumber: number }
    : { actor: cast.fuzzer, flightId: cast.fuzzer.flight.id, requestNumber: number };
  const bystander = random.pick(cast.bystanders);
  const mutate = (draft: Draft) => mutated(draft, contract, cast, random);
  if (random.chance(FOREIGN) && /booking|payment/.test(operation.path)) {
    return finished(foreign(operation, own.actor, bystander, random, number), number);
  }
  if (random.chance(VALID)) return finished(validDraft(operation, own, random), number);
  if (random.chance(ABOUT_BYSTANDERS)) {
    const actor = isForAdministrators ? { ...bystander, token: cast.administrator.token } : bystander;
    const subject = { actor, flightId: bystander.flight.id, requestNumber: number };
    const draft = mutate(validDraft(operation, subject, random));
    // A request that might be valid must never reach the bystanders.
    if (draft.mustBeRejected) return finished(draft, number);
  }
  return finished(mutate(validDraft(operation, own, random)), number);
}

function pickOperation({ operations }: Contract, random: Random): Operation {
  const operation = random.pick(operations);
  return SLOW.test(operation.path) && !random.chance(SLOW_SHARE) ? random.pick(operations) : operation;
}

/** A valid request about a bystander's booking, seats or payment, with the token of another actor. */
function foreign(operation: Operation, own: Actor, bystander: Actor, random: Random, number: number): Draft {
  const subject = {
    actor: { ...bystander, token: own.token },
    flightId: bystander.flight.id,
    requestNumber: number,
  };
  const draft = validDraft(operation, subject, random);
  const isAboutBystander =
    operation.path.includes('{') ||
    operation.path.startsWith('/payment/') ||
    draft.query.some(([name]) => name === 'bookingId');
  if (!isAboutBystander && operation.method === 'POST') {
    // Only bystanders book on that flight and its seats are taken, so the request must be rejected.
    draft.body = takenSeats(draft.body, bystander);
  }
  note(draft, 'another traveller’s', isAboutBystander || operation.method === 'POST');
  return draft;
}

function takenSeats(body: unknown, { flight, takenSeats: seats }: Actor): unknown {
  return { ...(body as object), flights: [{ flightId: flight.id, seats }] };
}

function mutated(draft: Draft, contract: Contract, { tokens }: Cast, random: Random): Draft {
  const methods = contract.operations
    .filter(({ path }) => path === draft.operation.path)
    .map(({ method }) => method);
  const bodyMutation = (each: Draft) => mutateBody(each, random);
  const otherMutations: ((draft: Draft) => void)[] = [
    (each) => mutateQuery(each, random),
    (each) => mutateHeaders(each, random),
    (each) => mutateBytes(each, random),
    (each) => mutatePath(each, random),
    (each) => mutateToken(each, random, tokens),
    (each) => mutateMethod(each, random, methods),
  ];
  const isInBody = draft.operation.body !== null && random.chance(BODIES);
  const [first, second] = random.some(otherMutations, 2);
  // One place is changed only once, because a second change could make the request valid again.
  for (const kind of [isInBody ? bodyMutation : first, random.chance(TWICE) ? second : undefined])
    kind?.(draft);
  // OPTIONS and HEAD may succeed, however wrong the rest of the request is.
  if (['OPTIONS', 'HEAD'].includes(draft.method)) draft.mustBeRejected = false;
  return draft;
}

function finished(draft: Draft, number: number): FuzzRequest {
  const { operation, method, headers, notes, mustBeRejected } = draft;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encoded(draft.pathValues[name] ?? ''),
  );
  const query = draft.query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  const text = draft.body === undefined ? null : Buffer.from(jsonText(draft.body));
  return {
    number,
    operation,
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    body: draft.bytes ?? text,
    notes,
    mustBeRejected,
  };
}

/** Percent-encodes text. Lone surrogates, which have no encoding, become invalid bytes. */
function encoded(text: string): string {
  const letters = text.match(/[^]/gu) ?? [];
  return letters
    .map((letter) => (/^[\ud800-\udfff]$/.test(letter) ? '%ED%A0%80' : encodeURIComponent(letter)))
    .join('');
}
