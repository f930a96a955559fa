import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './answers.js';
import type { Traveller } from './traveller.js';

/** Weights of the payment methods. */
const METHODS = {
  tok_success: 70,
  tok_slow: 6,
  tok_declined: 8,
  tok_insufficient_funds: 4,
  tok_timeout: 7,
  tok_timeout_declined: 5,
};

/** How often a processing payment is read, and the interval in milliseconds. Without faults it settles in 10 s. */
const READS_MAX = 40;
const READ_INTERVAL = 1_000;

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Pays the amount due; after a decline possibly again with another method. Returns whether a payment succeeded. */
export async function payFor(traveller: Traveller, bookingId: string, due: Money | null): Promise<boolean> {
  const { dice } = traveller;
  const first = await payOnce(traveller, bookingId, due, dice.weighted(traveller.habits.methods ?? METHODS));
  if (first !== 'declined') return first === 'paid';
  await traveller.hesitate();
  if (!dice.happens(0.7)) return false;
  const secondMethod =
    traveller.habits.methods === undefined ? 'tok_success' : dice.weighted(traveller.habits.methods);
  return (await payOnce(traveller, bookingId, null, secondMethod)) === 'paid';
}

async function payOnce(
  traveller: Traveller,
  bookingId: string,
  due: Money | null,
  method: string,
): Promise<'paid' | 'declined' | 'over'> {
  const { dice } = traveller;
  const named = due !== null && dice.happens(0.5) ? { amount: due } : {};
  const body = { bookingId, method, ...named };
  const question = { method: 'POST' as const, path: '/payment/simulate', body, key: dice.key() };
  const answer = dice.happens(0.1) ? await traveller.doubleClick(question) : await traveller.insist(question);
  if (answer.status === 200) return 'paid';
  if (answer.status === 202) return await settled(traveller, (answer.body as { id: string }).id);
  return codeOf(answer) === 'payment-declined' ? 'declined' : 'over';
}

async function settled(traveller: Traveller, paymentId: string): Promise<'paid' | 'declined' | 'over'> {
  for (let n = 0; n < READS_MAX; n += 1) {
    await sleep(READ_INTERVAL);
    const { status, body } = await traveller.insist({ method: 'GET', path: `/payments/${paymentId}` });
    if (status !== 200) return 'over';
    const now = (body as { status: string }).status;
    if (now !== 'processing') return now === 'succeeded' ? 'paid' : 'declined';
  }
  return 'over';
}
