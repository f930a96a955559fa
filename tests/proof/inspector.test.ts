import { expect, it } from 'vitest';
import type { Answer, Question } from '../../proof/history/exchange.js';
import type { HttpClient } from '../../proof/travellers/http-client.js';
import { Inspector } from '../../proof/travellers/inspector.js';
import type { FinalAnswers } from '../../proof/verdict/final-answers.js';

/** Runs an inspector. Each path returns its bodies in turn, and then always the last one. */
async function inspected(answers: Readonly<Record<string, readonly unknown[]>>): Promise<FinalAnswers> {
  const asked = new Map<string, number>();
  const ask = async ({ traveller, path }: Question): Promise<Answer> => {
    const bodies = answers[`${traveller} ${path}`] ?? answers[path] ?? [];
    const n = asked.get(path) ?? 0;
    asked.set(path, n + 1);
    const body = bodies[Math.min(n, bodies.length - 1)] ?? null;
    return { status: body === null ? 404 : 200, body, text: '', retryAfter: null };
  };
  const client = { ask } as unknown as HttpClient;
  const identities = { tokenOf: async () => 'a token' };
  const inspector = new Inspector(client, identities, () => undefined);
  return await inspector.inspect({
    travellers: ['ada', 'bob'],
    paidFor: new Map([['a', 'ada']]),
    flights: ['f'],
  });
}

const money = { amount: 0, currency: 'GBP' };
const booking = {
  id: 'a',
  reference: 'REF',
  status: 'held',
  expiresInSeconds: 1,
  flights: [],
  pendingChange: null,
  total: money,
  paid: money,
  refunded: money,
  feesKept: money,
};
const rows = (...states: string[]) => [
  { row: 1, seats: states.map((state, n) => ({ seat: `1${'ABC'.charAt(n)}`, state })) },
];
const map = {
  cabins: [
    { cabin: 'business', rows: rows('available') },
    { cabin: 'economy', rows: rows('available', 'available', 'sold') },
  ],
};
const search = (business: number, economy: number) => ({
  fares: [
    { cabin: 'business', seatsLeft: business },
    { cabin: 'economy', seatsLeft: economy },
  ],
});

it('the inspector waits until search agrees in every cabin, not only in sum', async () => {
  const { left } = await inspected({ '/flights/f/seats': [map], '/flights/f': [search(2, 1), search(1, 2)] });
  expect(left).toEqual([
    { flight: 'f', cabin: 'business', bySearch: 1, byMap: 1 },
    { flight: 'f', cabin: 'economy', bySearch: 2, byMap: 2 },
  ]);
});

it('the inspector reports a booking in two lists, and payments that it cannot read', async () => {
  const list = { data: [booking], next: null };
  const { bookings, shared, payments, unseen } = await inspected({ '/bookings?limit=100': [list] });
  expect([...bookings.keys()]).toEqual(['a']);
  expect(shared).toHaveLength(1);
  expect(payments.size).toBe(0);
  expect(unseen).toContain('GET /payments?bookingId=a&limit=100 returned 404');
});
