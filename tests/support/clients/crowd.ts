import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { JsonWebTokens } from '../../../src/adapters/tokens/json-web-tokens.js';
import type { Json } from './api-client.js';
import { passengers } from '../builders/booking-requests.js';
import { SECRET } from '../processes/process.js';

/** Buyers who want the same few seats. */
export interface Crowd {
  /** The processes; each request goes to one of them, and is retried on another. */
  readonly urls: readonly string[];
  readonly flightId: string;
  readonly seats: readonly string[];
  readonly buyers: number;
  /** They buy until it is settled. */
  readonly until: Promise<unknown>;
}

/** The last response about a booking, and whether a later request got no final response. */
export interface Acknowledged {
  readonly id: string;
  readonly traveller: string;
  readonly seats: readonly string[];
  readonly total: number;
  status: 'held' | 'confirmed' | 'cancelled';
  isInDoubt: boolean;
}

export interface CrowdReport {
  readonly acknowledged: readonly Acknowledged[];
  /** The number of responses of each status, from 500 on with their code, and `none` for requests without one. */
  readonly answers: Readonly<Record<string, number>>;
}

interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** The attempts of a request with one key, and the pause between them in milliseconds. */
const ATTEMPTS = 40;
const PAUSE = 150;

/** Holds, pays, cancels and abandons bookings at random until the end; returns the acknowledged bookings. */
export async function letThemBuy(crowd: Crowd): Promise<CrowdReport> {
  const over = new AbortController();
  const end = () => over.abort();
  crowd.until.then(end, end);
  const acknowledged: Acknowledged[] = [];
  const answers: Record<string, number> = {};
  const buyer = async (number: number): Promise<void> => {
    while (!over.signal.aborted) {
      const traveller = `buyer-${number}-${Math.floor(Math.random() * 50)}`;
      await buyOnce({ ...crowd, traveller, acknowledged, answers });
    }
  };
  await Promise.all(Array.from({ length: crowd.buyers }, (_, number) => buyer(number)));
  return { acknowledged, answers };
}

interface Purchase extends Crowd {
  readonly traveller: string;
  readonly acknowledged: Acknowledged[];
  readonly answers: Record<string, number>;
}

async function buyOnce(purchase: Purchase): Promise<void> {
  const { flightId, seats, acknowledged, traveller } = purchase;
  const wanted = Array.from({ length: Math.random() < 0.3 ? 2 : 1 }, () => pick(seats));
  const chosen = [...new Set(wanted)];
  const body = { flights: [{ flightId, seats: chosen }], passengers: passengers(chosen.length) };
  const held = await sendUntilSettled(purchase, 'POST', '/bookings', body);
  if (held?.status !== 201) return;
  const total = held.body.total.amount as number;
  const known: Acknowledged = {
    id: held.body.id,
    traveller,
    seats: chosen,
    total,
    status: 'held',
    isInDoubt: false,
  };
  acknowledged.push(known);
  if (Math.random() < 0.15) return;
  const payment = { bookingId: known.id, method: 'tok_success' };
  if (await succeeds(known, sendUntilSettled(purchase, 'POST', '/payment/simulate', payment)))
    known.status = 'confirmed';
  if (Math.random() < 0.1) return;
  if (await succeeds(known, sendUntilSettled(purchase, 'DELETE', `/bookings/${known.id}`)))
    known.status = 'cancelled';
}

/** Returns whether the request succeeded; one without a response leaves the booking in doubt. */
async function succeeds(known: Acknowledged, request: Promise<Answer | null>): Promise<boolean> {
  const answer = await request;
  if (answer === null || answer.status === 202) known.isInDoubt = true;
  return answer?.status === 200;
}

/** Sends a request to one process after another with the same key until a response is final. */
async function sendUntilSettled(
  { urls, traveller, answers }: Purchase,
  method: string,
  path: string,
  body?: Json,
): Promise<Answer | null> {
  const headers = {
    Authorization: `Bearer ${tokenOf(traveller)}`,
    'Idempotency-Key': randomUUID(),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
  const text = body === undefined ? null : JSON.stringify(body);
  let at = Math.floor(Math.random() * urls.length);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1, at += 1) {
    const answer = await send(`${urls[at % urls.length]}${path}`, { method, headers, body: text });
    const name = nameOf(answer);
    answers[name] = (answers[name] ?? 0) + 1;
    const isSettled = answer !== null && ![429, 503].includes(answer.status);
    if (isSettled && answer.body?.code !== 'request-in-progress') return answer;
    await sleep(PAUSE);
  }
  return null;
}

function nameOf(answer: Answer | null): string {
  if (answer === null) return 'none';
  return answer.status < 500 ? String(answer.status) : `${answer.status} ${answer.body?.code}`;
}

async function send(url: string, init: RequestInit): Promise<Answer | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
    return { status: response.status, body: await response.json() };
  } catch {
    // These tests kill processes: the request is retried on the next one.
    return null;
  }
}

const tokens = new JsonWebTokens(SECRET);
const known = new Map<string, string>();

export function tokenOf(traveller: string): string {
  const token = known.get(traveller) ?? tokens.issue({ id: traveller, role: 'traveller' }, Date.now()).token;
  known.set(traveller, token);
  return token;
}

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
