import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerCharge } from '../../src/adapters/payment-gateways/simulated/ledger.js';
import { gbp } from '../support/builders/booking-builder.js';
import { atOnce, newId } from '../support/stores/scene.js';
import { openGatewayBooks, type GatewayBooks } from '../support/stores/stores.js';

let books: GatewayBooks;
beforeAll(async () => {
  books = await openGatewayBooks();
});
afterAll(() => books.close());

function aCharge(change: Partial<LedgerCharge> = {}): LedgerCharge {
  const decidedAt = books.clock.now() + 3_001;
  return { key: newId(), amount: gbp(12_345_678_901), outcome: { kind: 'captured' }, decidedAt, ...change };
}

describe("a charge in the gateway's books", () => {
  it('is stored with every field, captured or declined', async () => {
    const outcome = { kind: 'declined', declineCode: 'insufficient_funds' } as const;
    for (const charge of [aCharge(), aCharge({ outcome })]) {
      expect(await books.ledger.enterCharge(charge)).toEqual(charge);
      expect(await books.ledger.findCharge(charge.key)).toEqual(charge);
    }
  });

  it('is not found when it was never received', async () => {
    expect(await books.ledger.findCharge(newId())).toBeNull();
  });

  it('stays as first entered when its key is used again', async () => {
    const charge = aCharge();
    await books.ledger.enterCharge(charge);
    const outcome = { kind: 'declined', declineCode: 'not_received' } as const;
    expect(await books.ledger.enterCharge({ ...charge, outcome, amount: gbp(1) })).toEqual(charge);
    expect(await books.ledger.findCharge(charge.key)).toEqual(charge);
  });

  it('is entered once when twenty enter it at once, and all receive that charge', async () => {
    const key = newId();
    const entered = await atOnce(20, (n) => books.ledger.enterCharge(aCharge({ key, amount: gbp(n) })));
    const stored = await books.ledger.findCharge(key);
    expect(entered).toEqual(entered.map(() => stored));
  });
});

describe("the time of the gateway's books", () => {
  it('is that of their own clock, and advances', async () => {
    const before = await books.ledger.now();
    books.clock.advance(5_000);
    const after = await books.ledger.now();
    expect(after - before).toBeGreaterThanOrEqual(5_000);
    expect(Math.abs(after - books.clock.now())).toBeLessThan(2_000);
  });
});

describe("a refund in the gateway's books", () => {
  it('is entered once for each key, and stays as first entered', async () => {
    const chargeKey = newId();
    const refunds = [1, 2].map((n) => ({ key: `${n} ${newId()}`, chargeKey, amount: gbp(n) }));
    for (const refund of refunds) await books.ledger.enterRefund(refund);
    await atOnce(20, (n) => books.ledger.enterRefund({ ...refunds[0]!, amount: gbp(n) }));
    expect(await books.refunds()).toEqual(refunds);
  });
});
